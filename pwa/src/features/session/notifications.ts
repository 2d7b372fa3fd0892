/** May this phone ring? Permission, subscription and a test, each with an honest state. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { http } from '@/shared/http'
import type { AppConfig, PushSubscriptionRow } from '@/shared/types'

export type NotificationState = 'unsupported' | 'needs_install' | 'ask' | 'refused' | 'off' | 'on'

const ASKED = 'mingchu.notificationsAsked'

function keyBytes(base64url: string): Uint8Array<ArrayBuffer> {
  const base64 = base64url.replace(/-/g, '+').replace(/_/g, '/')
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

/** Safari on a phone has push only for apps on the home screen. */
function isUninstalledIos(): boolean {
  return /iPhone|iPad/.test(navigator.userAgent) && !matchMedia('(display-mode: standalone)').matches
}

function isSupported(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
}

export const useNotifications = defineStore('notifications', () => {
  const permission = ref<NotificationPermission>('default')
  const subscriptionId = ref<number | null>(null)
  const hasAsked = ref(localStorage.getItem(ASKED) === '1')

  const state = computed<NotificationState>(() => {
    if (!isSupported()) return isUninstalledIos() ? 'needs_install' : 'unsupported'
    if (permission.value === 'denied') return 'refused'
    if (permission.value === 'default') return 'ask'
    return subscriptionId.value === null ? 'off' : 'on'
  })

  /** Stays true once the question is on the screen, so that its sheet can close in its own time. */
  const isToBeAsked = ref(!hasAsked.value)

  function markAsked(): void {
    hasAsked.value = true
    localStorage.setItem(ASKED, '1')
  }

  async function subscribe(publicKey: string): Promise<PushSubscription> {
    const registration = await navigator.serviceWorker.ready
    const existing = await registration.pushManager.getSubscription()
    return existing ?? registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: keyBytes(publicKey) })
  }

  /** Registering the same address again is answered with the same row, so this is safe at every start. */
  async function tellServer(): Promise<void> {
    const { vapid_public_key: publicKey } = await http.get<AppConfig>('/api/config')
    if (!publicKey) return
    const { endpoint, keys } = (await subscribe(publicKey)).toJSON()
    const row = await http.post<PushSubscriptionRow>('/api/push-subscriptions', { endpoint, keys, user_agent: navigator.userAgent.slice(0, 200) })
    subscriptionId.value = row.id
  }

  /** At every start: the browser may have changed the address or the person the permission. */
  async function restore(): Promise<void> {
    if (!isSupported()) return
    permission.value = Notification.permission
    if (permission.value === 'granted') await tellServer()
  }

  /** Must be called from a tap: browsers ignore the question otherwise. */
  async function enable(): Promise<void> {
    markAsked()
    permission.value = await Notification.requestPermission()
    if (permission.value === 'granted') await tellServer()
  }

  async function test(): Promise<void> {
    if (subscriptionId.value !== null) await http.post(`/api/push-subscriptions/${subscriptionId.value}/test`)
  }

  /** This phone stops ringing for the person who leaves it. */
  async function release(): Promise<void> {
    const id = subscriptionId.value
    subscriptionId.value = null
    if (id !== null) await http.delete(`/api/push-subscriptions/${id}`).catch(() => undefined)
    if (!isSupported()) return
    const registration = await navigator.serviceWorker.getRegistration()
    await (await registration?.pushManager.getSubscription())?.unsubscribe().catch(() => undefined)
  }

  return { state, hasAsked, isToBeAsked, permission, subscriptionId, markAsked, restore, enable, test, release }
})
