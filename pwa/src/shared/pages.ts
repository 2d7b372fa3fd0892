import { http } from '@/shared/http'
import type { Page } from '@/shared/types'

/** As many rows as the server gives at once. */
const PAGE_SIZE = 100
const AT_ONCE = 4

/** All rows of a list that comes in pages; a list that comes whole is taken as it is. `onFirst` hears of the first page of several. */
export async function listAll<T>(path: string, onFirst: (rows: T[]) => void = () => undefined): Promise<T[]> {
  const get = (page: number) => http.get<T[] | Page<T>>(`${path}${path.includes('?') ? '&' : '?'}page=${page}&page_size=${PAGE_SIZE}`)
  const first = await get(1)
  if (Array.isArray(first)) return first
  const rows = [...first.items]
  const pages = Math.ceil(first.total / (first.page_size || PAGE_SIZE))
  if (pages > 1) onFirst(first.items)
  for (let page = 2; page <= pages; page += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, pages - page + 1) }, (_, index) => get(page + index))
    for (const answer of await Promise.all(some)) rows.push(...(Array.isArray(answer) ? answer : answer.items))
  }
  return rows
}
