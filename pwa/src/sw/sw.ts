/// <reference lib="webworker" />
/** Opens without a line, shows pushes, sends what waits. Each handler is one sentence; the work is in its neighbours. */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

import { provideDatabase } from '@/offline/db'
import { DeviceDatabase } from '@/offline/device-database'
import { flush } from '@/offline/outbox'
import { forgetReads, isKept, networkFirst } from './cache'
import { messageOf } from './messages'
import { account, openPath, renewSubscription } from './tasks'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] }

interface SyncEvent extends ExtendableEvent {
  tag: string
}

provideDatabase(async () => new DeviceDatabase())
precacheAndRoute(self.__WB_MANIFEST)
cleanupOutdatedCaches()
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [/^\/api\//, /^\/p\//, /^\/healthz/, /^\/socket\.io/] }))
registerRoute(
  ({ request, url, sameOrigin }) => sameOrigin && isKept(request.method, url.pathname) && !request.headers.has('Range'),
  ({ request }) => networkFirst(request),
)

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('push', (event) => {
  const { title, options } = messageOf(event.data?.text() ?? null, self.navigator.language)
  event.waitUntil(self.registration.showNotification(title, options))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openPath(self, (event.notification.data as { url?: string } | null)?.url ?? '/inbox'))
})

self.addEventListener('pushsubscriptionchange', (event) => {
  ;(event as ExtendableEvent).waitUntil(renewSubscription(self.registration))
})

self.addEventListener('sync' as never, ((event: SyncEvent) => {
  if (event.tag === 'outbox') event.waitUntil(account().then((who) => (who ? flush(who, true) : undefined)))
}) as never)

self.addEventListener('message', (event) => {
  const { type } = (event.data ?? {}) as { type?: string }
  if (type === 'use-new-version') void self.skipWaiting()
  if (type === 'forget') event.waitUntil(forgetReads())
})
