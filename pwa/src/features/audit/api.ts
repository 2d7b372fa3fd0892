import { http, withQuery } from '@/shared/http'
import type { NamedRef, Page } from '@/shared/types'

/** `changes`: {"field": [old, new]} or facts of the act; never names or phone numbers. */
export interface AuditEntry {
  seq: number
  at: string
  /** "user", "device:1" or "system"; `user` names the person. */
  actor: string
  user: NamedRef | null
  action: string
  subject_kind: string
  subject_id: number | null
  establishment_id: number | null
  changes: Record<string, unknown>
  hash: string
}

export const SUBJECTS = ['case', 'camera', 'rule', 'area', 'establishment', 'responsibility', 'chain', 'timer', 'user', 'session', 'membership', 'evidence', 'device'] as const

export const listAudit = (subject: string | null, page: number) => http.get<Page<AuditEntry>>(withQuery('/api/audit', { subject, page }))
