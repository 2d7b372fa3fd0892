import { ref, shallowRef } from 'vue'

export interface InstallPrompt extends Event {
  prompt(): Promise<void>
}

export const installPrompt = shallowRef<InstallPrompt | null>(null)
export const isInstalled = ref(false)

/** The browser offers installing once, early; the offer is kept for the Me page. */
export function listenForInstall(): void {
  isInstalled.value = matchMedia('(display-mode: standalone)').matches
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    installPrompt.value = event as InstallPrompt
  })
  addEventListener('appinstalled', () => {
    isInstalled.value = true
    installPrompt.value = null
  })
}
