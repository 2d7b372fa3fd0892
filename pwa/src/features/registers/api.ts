import { http } from '@/shared/http'
import { listAll } from '@/shared/pages'

export interface Node {
  id: number
  parent_id: number | null
  name: string
  kind: string
  code: string | null
  is_urban: boolean
  /** What stands directly at the node, not below it. */
  children: number
  establishments: number
  agencies: number
  officers: number
}

export interface Agency {
  id: number
  jurisdiction_id: number
  parent_id: number | null
  kind: string
  name: string
  hotline: string
}

export interface Officer {
  id: number
  user_id: number
  name: string
  phone: string
  role: string
  agency: { id: number; name: string } | null
  is_delegated: boolean
}

export interface Problem {
  row: number
  column: string
  code: string
  value: string
}

export interface Report {
  total: number
  created: number
  updated: number
  unchanged: number
  is_applied: boolean
  ignored_columns: string[]
  problem_total: number
  problems: Problem[]
}

export type Register = 'establishments' | 'jurisdictions'

const at = (id: number) => `/api/jurisdictions/${id}`
export const listNodes = () => listAll<Node>('/api/jurisdictions')
export const addNode = (input: { parent_id: number | null; name: string; kind: string; code: string; is_urban: boolean }) => http.post<Node>('/api/jurisdictions', input)
export const changeNode = (id: number, change: { name?: string; code?: string; is_urban?: boolean }) => http.patch<Node>(at(id), change)
export const moveNode = (id: number, parent_id: number) => http.put<Node>(`${at(id)}/parent`, { parent_id })
export const removeNode = (id: number) => http.delete(at(id))

export const listAgencies = (id: number) => listAll<Agency>(`/api/agencies?jurisdiction_id=${id}`)
export const addAgency = (id: number, input: { kind: string; name: string; hotline: string }) => http.post<Agency>(`${at(id)}/agencies`, input)
export const removeAgency = (id: number) => http.delete(`/api/agencies/${id}`)

export const listOfficers = (id: number) => listAll<Officer>(`/api/officers?jurisdiction_id=${id}`)
export const appoint = (id: number, input: { phone: string; name: string; role: string; agency_id: number | null }) => http.post<Officer>(`${at(id)}/officers`, input)
export const endOfficer = (id: number) => http.delete(`/api/officers/${id}`)

export const templateUrl = (register: Register, format: string, language: string) => `/api/imports/${register}/template?format=${format}&language=${language}`

const PATIENCE_MS = 180_000
export function sendTable(register: Register, file: File, isDryRun: boolean, jurisdictionId: number | null): Promise<Report> {
  const form = new FormData()
  form.append('file', file)
  form.append('is_dry_run', String(isDryRun))
  if (register === 'jurisdictions' && jurisdictionId !== null) form.append('jurisdiction_id', String(jurisdictionId))
  return http.postForm<Report>(`/api/imports/${register}`, form, { timeoutMs: PATIENCE_MS })
}
