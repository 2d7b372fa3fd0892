/** The waiting list as the screens see it. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import type { OutboxItem } from '@/offline/db'
import * as outbox from '@/offline/outbox'
import { askForSync, onWakeup } from '@/offline/wakeups'
import { watchItems } from '@/offline/watch'
import { announce } from '@/shared/realtime'
import type { Me } from '@/shared/types'

export const useOutbox = defineStore('outbox', () => {
  const items = ref<OutboxItem[]>([])
  const needsSignIn = ref(false)
  const waiting = computed(() => items.value.filter((item) => item.state === 'waiting'))
  const refused = computed(() => items.value.filter((item) => item.state === 'refused'))
  const dismissed = new Set<string>()
  let account: outbox.Account | null = null
  let stopAll: (() => void)[] = []

  const ofCase = (caseId: number): OutboxItem[] => items.value.filter((item) => item.case_id === caseId)

  function show(next: OutboxItem[]): void {
    const left = new Set(next.map((item) => item.id))
    const gone = items.value.filter((item) => !left.has(item.id) && !dismissed.has(item.id))
    const wasWaiting = new Set(waiting.value.map((item) => item.id))
    const turnedDown = next.filter((item) => item.state === 'refused' && wasWaiting.has(item.id))
    // What left the list has reached the server, sent by this page or by the worker; what was refused met a case that had moved on.
    items.value = next
    for (const item of [...gone, ...turnedDown]) announce(item.case_id ? { kind: 'case', id: item.case_id } : { kind: 'morning_check', id: null })
  }

  async function flush(isForced = false): Promise<void> {
    if (!account) return
    needsSignIn.value = (await outbox.flush(account, isForced)) === 'signed_out'
  }

  function stop(): void {
    for (const stopOne of stopAll) stopOne()
    stopAll = []
    account = null
    items.value = []
  }

  function start(me: Me): void {
    stop()
    account = { id: me.id, csrf_token: me.csrf_token }
    stopAll = [watchItems(me.id, show), onWakeup(() => void flush(true), () => waiting.value.length && void flush())]
    void flush(true)
  }

  /** A new token: signed in again, or the server turned it over. */
  function renew(me: Me): void {
    if (account?.id !== me.id) return
    account = { id: me.id, csrf_token: me.csrf_token }
    if (waiting.value.length) void flush(true)
  }

  /** Queued first, then sent: the screen never says done before the server has it. */
  async function answer(given: Omit<outbox.NewAnswer, 'user_id'>): Promise<void> {
    if (!account) return
    const item = await outbox.enqueue({ ...given, user_id: account.id })
    if (!items.value.some((known) => known.id === item.id)) items.value = [...items.value, item]
    void askForSync()
    void flush(true)
  }

  async function dismiss(id: string): Promise<void> {
    dismissed.add(id)
    await outbox.dismiss(id)
  }

  /** Another try for a refused answer. */
  async function retry(id: string): Promise<void> {
    await outbox.makeWaiting(id)
    await flush(true)
  }

  return { items, waiting, refused, needsSignIn, ofCase, start, renew, stop, answer, dismiss, retry, flush }
})
