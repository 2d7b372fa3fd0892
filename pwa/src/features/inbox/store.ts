/** Messages to me, newest first. Read marks are put at once and taken back if the server refuses. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { useSession } from '@/features/session/store'
import { readThrough } from '@/offline/reads'
import { http, withQuery } from '@/shared/http'
import type { InboxItem, Page } from '@/shared/types'

const PAGE_SIZE = 50

export const useInbox = defineStore('inbox', () => {
  const session = useSession()
  const items = ref<InboxItem[]>([])
  const total = ref<number | null>(null)
  const isLoading = ref(false)
  const error = ref<unknown>(null)
  const hasMore = computed(() => total.value !== null && items.value.length < total.value)

  async function load(page = 1): Promise<void> {
    const path = withQuery('/api/inbox', { page, page_size: PAGE_SIZE })
    const show = (answer: Page<InboxItem>) => {
      const known = page === 1 ? [] : items.value
      items.value = [...new Map([...known, ...answer.items].map((item) => [item.id, item])).values()]
      total.value = answer.total
    }
    isLoading.value = true
    try {
      if (page === 1) await readThrough(session.me?.id ?? 0, path, () => http.get<Page<InboxItem>>(path), show)
      else show(await http.get<Page<InboxItem>>(path))
      error.value = null
    } catch (problem) {
      error.value = problem
    } finally {
      isLoading.value = false
    }
  }

  async function loadMore(): Promise<void> {
    if (!isLoading.value && hasMore.value && !error.value) await load(Math.floor(items.value.length / PAGE_SIZE) + 1)
  }

  function setUnread(count: number): void {
    if (session.me) session.accept({ ...session.me, unread: Math.max(0, count) })
  }

  async function mark(ids: number[], send: () => Promise<void>): Promise<void> {
    const before = items.value
    const unread = session.me?.unread ?? 0
    const at = new Date().toISOString()
    items.value = before.map((item) => (ids.includes(item.id) ? { ...item, read_at: item.read_at ?? at } : item))
    setUnread(unread - before.filter((item) => ids.includes(item.id) && !item.read_at).length)
    try {
      await send()
    } catch (problem) {
      items.value = before
      setUnread(unread)
      error.value = problem
    }
  }

  const read = (item: InboxItem) => (item.read_at ? Promise.resolve() : mark([item.id], () => http.post(`/api/inbox/${item.id}/read`)))

  async function readAll(): Promise<void> {
    await mark(items.value.map((item) => item.id), () => http.post('/api/inbox/read-all'))
    await session.refresh()
  }

  return { items, total, isLoading, error, hasMore, load, loadMore, read, readAll }
})
