/** Announcements "kind 7 changed" over Socket.IO; while there is no socket, every listener is asked to refetch each 15 s. */
import { onScopeDispose, ref } from 'vue'
import type { Socket } from 'socket.io-client'

import type { Change, ChangeKind } from '@/shared/types'

export type ChangeListener = (change: Change) => void

export const POLL_MS = 15_000
export const isLive = ref(false)

const listeners = new Map<ChangeListener, ReadonlySet<ChangeKind>>()
let socket: Socket | null = null
let poller: ReturnType<typeof setInterval> | null = null
let wanted = false

export function announce(change: Change): void {
  for (const [listener, kinds] of listeners) if (kinds.has(change.kind)) listener(change)
}

/** Something may have changed without our hearing of it: every listener refetches. */
export function announceAll(): void {
  for (const [listener, kinds] of listeners) for (const kind of kinds) listener({ kind, id: null })
}

export function onChanged(kinds: ChangeKind[], listener: ChangeListener): () => void {
  listeners.set(listener, new Set(kinds))
  return () => listeners.delete(listener)
}

/** Inside a component: `refresh` is called on every announcement of one of `kinds` until it is unmounted. */
export function useChanges(kinds: ChangeKind[], refresh: ChangeListener): void {
  onScopeDispose(onChanged(kinds, refresh))
}

function poll(): void {
  if (!isLive.value && document.visibilityState === 'visible') announceAll()
}

function whenVisible(): void {
  if (document.visibilityState === 'visible') announceAll()
}

/** Starts listening; safe to call again. The socket library loads after the first screen is there. */
export async function startRealtime(): Promise<void> {
  if (wanted) return
  wanted = true
  poller = setInterval(poll, POLL_MS)
  document.addEventListener('visibilitychange', whenVisible)
  addEventListener('online', announceAll)
  const { io } = await import('socket.io-client')
  if (!wanted) return
  socket = io({ path: '/socket.io', transports: ['websocket'], withCredentials: true, reconnectionDelayMax: 15_000 })
  socket.on('connect', () => {
    // Changes made while the line was down were announced to nobody.
    if (!isLive.value) announceAll()
    isLive.value = true
  })
  socket.on('disconnect', () => (isLive.value = false))
  socket.on('changed', announce)
}

export function stopRealtime(): void {
  wanted = false
  isLive.value = false
  socket?.close()
  socket = null
  if (poller) clearInterval(poller)
  poller = null
  document.removeEventListener('visibilitychange', whenVisible)
  removeEventListener('online', announceAll)
}
