import { http, withQuery } from '@/shared/http'
import type { Page } from '@/shared/types'
import type { Duty, DutyRule, DutyRuleInput } from './types'

export interface DutyFilters {
  state?: string
  is_mine?: boolean
  establishment_id?: number | null
  within_days?: number
}

export const listDuties = (filters: DutyFilters, page = 1, size = 50) => http.get<Page<Duty>>(withQuery('/api/duties', { ...filters, page, page_size: size }))
export const cancelDuty = (id: number, reason: string) => http.post<Duty>(`/api/duties/${id}/cancellation`, { reason })
export const listRules = (scope: { establishment_id?: number | null; jurisdiction_id?: number | null }) => http.get<DutyRule[]>(withQuery('/api/duty-rules', scope))
export const saveRule = (input: DutyRuleInput) => http.put<DutyRule>('/api/duty-rules', input)
