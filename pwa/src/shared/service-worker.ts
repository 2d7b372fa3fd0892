/** Registers the worker, tells when a newer version waits, and passes on where a tapped notification leads. */
import { ref } from 'vue'

export const hasNewVersion = ref(false)

const CHECK_MS = 30 * 60_000
let waiting: ServiceWorker | null = null

function watchFor(registration: ServiceWorkerRegistration): void {
  const offer = (worker: ServiceWorker | null) => {
    if (!worker || !navigator.serviceWorker.controller) return
    waiting = worker
    hasNewVersion.value = true
  }
  offer(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing
    worker?.addEventListener('statechange', () => worker.state === 'installed' && offer(worker))
  })
}

export async function registerServiceWorker(openPath: (path: string) => void): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  navigator.serviceWorker.addEventListener('message', (event) => {
    const message = event.data as { type?: string; url?: string } | null
    if (message?.type === 'open' && message.url?.startsWith('/')) openPath(message.url)
  })
  try {
    const registration = await navigator.serviceWorker.register('/sw.js')
    watchFor(registration)
    setInterval(() => void registration.update().catch(() => undefined), CHECK_MS)
  } catch {
    // Private windows refuse workers; the app works online without one.
  }
}

/** The waiting list lives in the device's database, so a reload loses nothing. */
export function useNewVersion(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting?.postMessage({ type: 'use-new-version' })
}

export function forgetCachedReads(): void {
  navigator.serviceWorker?.controller?.postMessage({ type: 'forget' })
}
