import { http, withQuery } from '@/shared/http'
import type { CaseDetail, CaseRow, Page, Person } from '@/shared/types'

export const PAGE_SIZE = 50

/** The same names as in the address bar and in the API. */
export interface CaseFilters {
  state?: string
  severity?: string
  mine?: boolean
  q?: string
}

export function casesPath(filters: CaseFilters, page = 1, pageSize = PAGE_SIZE): string {
  return withQuery('/api/cases', { ...filters, page, page_size: pageSize })
}

export const casePath = (id: number): string => `/api/cases/${id}`

export const fetchCases = (path: string): Promise<Page<CaseRow>> => http.get(path)
export const fetchCase = (id: number): Promise<CaseDetail> => http.get(casePath(id))

export async function fetchPeople(establishmentId: number): Promise<Person[]> {
  const answer = await http.get<Person[] | Page<Person>>(`/api/establishments/${establishmentId}/people`)
  return Array.isArray(answer) ? answer : answer.items
}
