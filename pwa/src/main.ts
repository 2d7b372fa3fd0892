import { createPinia } from 'pinia'
import { createApp } from 'vue'

import App from '@/App.vue'
import { useSession } from '@/features/session/store'
import { i18n, setLocale, storedLocale } from '@/i18n'
import { provideDatabase } from '@/offline/db'
import { loadDatabase } from '@/offline/lazy-database'
import { router } from '@/router'
import { whenSignedOut } from '@/shared/http'
import { listenForInstall } from '@/shared/install'
import { restoreLargePrint } from '@/shared/screen'
import { registerServiceWorker } from '@/shared/service-worker'
import '@/shared/theme.css'

async function start(): Promise<void> {
  provideDatabase(loadDatabase)
  restoreLargePrint()
  listenForInstall()
  const app = createApp(App).use(createPinia()).use(i18n)
  const session = useSession()
  whenSignedOut(() => {
    if (!session.me) return
    session.accept(null)
    void router.push({ path: '/sign-in', query: { next: router.currentRoute.value.fullPath } })
  })
  await Promise.all([setLocale(storedLocale()), session.restore()])
  app.use(router)
  await router.isReady()
  app.mount('#app')
  void registerServiceWorker((path) => void router.push(path))
}

void start()
