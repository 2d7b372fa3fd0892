import { http } from '@/shared/http'
import type { Page } from '@/shared/types'

export type Light = 'red' | 'orange' | 'green' | 'grey'

export interface Standing {
  id: number
  name: string
  kind: string
  state: string
  tags: string[]
  size_class: string | null
  competent_body: string
  address: string
  diners: number
  jurisdiction: { id: number; name: string }
  light: Light
  /** Why it is not green, worst first. */
  reasons: string[]
  /** Missing figures are of things that the person may not look into. */
  counts: Record<string, number | undefined>
  is_stale: boolean
  confirmed_at: string | null
}

export interface Board {
  establishments: { total: number; connected: number; stale: number }
  kinds: { kind: string; total: number }[]
  cameras: { total: number; online: number; offline: number } | null
  cases: { overdue: number; critical: number; running: number; review: number } | null
  duties: { overdue: number; due_soon: number } | null
  licences: { expired: number; expiring: number } | null
  health: { expired: number; expiring: number } | null
  applications: { establishments: number; people: number } | null
  counted_at: string
}

export interface Issues {
  cases: { id: number; type: string; severity: string; state: string; is_overdue: boolean; opened_at: string; due_at: string; area: string | null; establishment: string }[] | null
  duties: { id: number; title_zh: string; title_en: string; url: string; due_on: string; establishment: string }[] | null
  cameras: { id: number; name: string; state: string; state_since: string | null; establishment: string }[] | null
  licences: { establishment_id: number; expires_on: string; establishment: string }[] | null
  health: { user_id: number; name: string; expires_on: string; establishment: string }[] | null
}

export interface Node {
  id: number
  parent_id: number | null
  name: string
  kind: string
}

/** As they stand in the address; empty ones are left out. */
export const FILTERS = ['q', 'light', 'kind', 'tag', 'jurisdiction_id', 'state', 'is_connected', 'is_stale', 'sort'] as const
export type Filters = Partial<Record<(typeof FILTERS)[number], string>>

export function filtersOf(query: Record<string, unknown>): Filters {
  return Object.fromEntries(FILTERS.flatMap((name) => (typeof query[name] === 'string' && query[name] !== '' ? [[name, query[name]]] : [])))
}

export const PAGE_SIZE = 50
const withFilters = (filters: Filters, more: Record<string, string>) => new URLSearchParams({ ...filters, ...more }).toString()

export const listStandings = (filters: Filters, page: number) => http.get<Page<Standing>>(`/api/overview/establishments?${withFilters(filters, { page: String(page), page_size: String(PAGE_SIZE) })}`)
export const getStanding = (id: number) => http.get<Standing>(`/api/overview/establishments/${id}`)
export const getBoard = () => http.get<Board>('/api/overview')
export const getIssues = () => http.get<Issues>('/api/overview/issues')
export const exportUrl = (filters: Filters, more: { format: string; language: string; reason: string }) => `/api/overview/establishments/export?${withFilters(filters, more)}`
