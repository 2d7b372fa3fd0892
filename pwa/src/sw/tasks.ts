/// <reference lib="webworker" />
import type { Account } from '@/offline/outbox'

import { safePath } from './messages'

/** Who is signed in, asked afresh: the worker may run long after the last page was closed. */
export async function account(): Promise<Account | null> {
  const response = await fetch('/api/session', { headers: { Accept: 'application/json' } })
  return response.ok ? ((await response.json()) as Account) : null
}

/** An open window is reused; it changes page by itself, so that nothing typed elsewhere is lost to a reload. */
export async function openPath(scope: ServiceWorkerGlobalScope, url: string): Promise<void> {
  const path = safePath(url)
  const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const open = windows.find((client) => client.focused) ?? windows[0]
  if (!open) {
    await scope.clients.openWindow(path)
    return
  }
  open.postMessage({ type: 'open', url: path })
  try {
    await open.focus()
  } catch {
    // Focus may be refused; the page has changed all the same.
  }
}

export function keyBytes(base64url: string): Uint8Array<ArrayBuffer> {
  const base64 = base64url.replace(/-/g, '+').replace(/_/g, '/')
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

/** The browser changed the address: subscribe again and tell the server, or this phone goes silent. */
export async function renewSubscription(registration: ServiceWorkerRegistration): Promise<void> {
  const who = await account()
  if (!who) return
  const config = (await (await fetch('/api/config')).json()) as { vapid_public_key: string | null }
  if (!config.vapid_public_key) return
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: keyBytes(config.vapid_public_key) })
  const { endpoint, keys } = subscription.toJSON()
  await fetch('/api/push-subscriptions', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': who.csrf_token },
    body: JSON.stringify({ endpoint, keys }),
  })
}
