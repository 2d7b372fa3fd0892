/** The list of establishments by filters, page after page. */
import { computed, ref, shallowRef, watch, type Ref } from 'vue'

import { listStandings, type Filters, type Standing } from './api'

export function useStandings(filters: Ref<Filters>) {
  const rows = shallowRef<Standing[]>([])
  const total = ref<number | null>(null)
  const isLoading = ref(false)
  const error = ref<unknown>(null)
  let turn = 0
  let page = 0

  async function load(): Promise<void> {
    const mine = turn
    isLoading.value = true
    try {
      const answer = await listStandings(filters.value, page + 1)
      if (mine !== turn) return
      page = answer.page
      const known = new Set(rows.value.map((row) => row.id))
      rows.value = [...rows.value, ...answer.items.filter((row) => !known.has(row.id))]
      total.value = answer.total
      error.value = null
    } catch (problem) {
      if (mine === turn) error.value = problem
    } finally {
      if (mine === turn) isLoading.value = false
    }
  }

  async function reload(): Promise<void> {
    turn += 1
    page = 0
    rows.value = []
    total.value = null
    await load()
  }

  async function loadMore(): Promise<void> {
    if (!isLoading.value && !error.value && total.value !== null && rows.value.length < total.value) await load()
  }

  const key = computed(() => JSON.stringify(filters.value))
  watch(key, reload, { immediate: true })
  return { rows, total, isLoading, error, loadMore, reload }
}
