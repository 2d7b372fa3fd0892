import { http } from '@/shared/http'
import type { Page } from '@/shared/types'

/** As many rows as the server gives at once. */
const PAGE_SIZE = 100

/** All rows of a list that comes in pages; a list that comes whole is taken as it is. */
export async function listAll<T>(path: string): Promise<T[]> {
  const rows: T[] = []
  for (let page = 1; ; page += 1) {
    const answer = await http.get<T[] | Page<T>>(`${path}${path.includes('?') ? '&' : '?'}page=${page}&page_size=${PAGE_SIZE}`)
    if (Array.isArray(answer)) return answer
    rows.push(...answer.items)
    if (answer.items.length === 0 || rows.length >= answer.total) return rows
  }
}
