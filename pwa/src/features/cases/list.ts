/** A list of cases by filters, page after page; announcements refresh only the page that holds the case. */
import { computed, ref, watch, type Ref } from 'vue'

import { useSession } from '@/features/session/store'
import { readThrough } from '@/offline/reads'
import { useChanges } from '@/shared/realtime'
import type { CaseRow, Page } from '@/shared/types'
import { casesPath, fetchCases, PAGE_SIZE, type CaseFilters } from './api'

const SETTLE_MS = 250

export function useCaseList(filters: Ref<CaseFilters>, pageSize = PAGE_SIZE) {
  const session = useSession()
  const pages = ref<CaseRow[][]>([])
  const total = ref<number | null>(null)
  const isLoading = ref(false)
  const error = ref<unknown>(null)
  let generation = 0
  const maySee = () => session.can('case.view', 'case.view_own', 'case.view_camera_faults')

  /** A case that moved between two pages while they were read is shown once. */
  const rows = computed(() => [...new Map(pages.value.flat().map((row) => [row.id, row])).values()])
  const hasMore = computed(() => total.value !== null && pages.value.length * pageSize < total.value)

  async function loadPage(page: number): Promise<void> {
    const mine = generation
    const path = casesPath(filters.value, page, pageSize)
    const show = (answer: Page<CaseRow>) => {
      if (mine !== generation) return
      pages.value = [...pages.value.slice(0, page - 1), answer.items, ...pages.value.slice(page)]
      total.value = answer.total
    }
    isLoading.value = true
    try {
      if (page === 1) await readThrough(session.me?.id ?? 0, path, () => fetchCases(path), show)
      else show(await fetchCases(path))
      if (mine === generation) error.value = null
    } catch (problem) {
      if (mine === generation) error.value = problem
    } finally {
      if (mine === generation) isLoading.value = false
    }
  }

  async function loadMore(): Promise<void> {
    if (!isLoading.value && hasMore.value && !error.value) await loadPage(pages.value.length + 1)
  }

  async function reload(): Promise<void> {
    generation++
    pages.value = []
    // A parent or a guest has no cases: asking would only be refused.
    total.value = maySee() ? null : 0
    if (maySee()) await loadPage(1)
  }

  function pageOf(id: number): number {
    return pages.value.findIndex((page) => page.some((row) => row.id === id)) + 1
  }

  let settling: ReturnType<typeof setTimeout> | null = null
  const touched = new Set<number>()

  function refreshSoon(page: number): void {
    touched.add(Math.max(1, page))
    settling ??= setTimeout(() => {
      settling = null
      for (const each of touched) void loadPage(each)
      touched.clear()
    }, SETTLE_MS)
  }

  useChanges(['case'], ({ id }) => refreshSoon(id === null ? 1 : pageOf(id)))
  watch(filters, reload, { deep: true, immediate: true })

  return { rows, total, isLoading, hasMore, error, loadMore, reload }
}
