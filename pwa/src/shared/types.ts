/** The public API's shapes, until `npm run generate` derives them from docs/openapi.json. Times are ISO 8601 UTC. */

export type Locale = 'zh-CN' | 'en'
export type Severity = 'critical' | 'major' | 'minor'
export type ScopeKind = 'establishment' | 'jurisdiction' | 'platform'

export type Permission =
  | 'establishment.view' | 'establishment.manage' | 'people.view' | 'people.manage'
  | 'camera.view' | 'camera.live' | 'camera.manage' | 'rule.manage'
  | 'case.view' | 'case.view_own' | 'case.view_camera_faults' | 'case.handle' | 'case.verify' | 'case.urge'
  | 'case.assign' | 'case.attribute' | 'case.sanction'
  | 'chain.view' | 'chain.manage' | 'audit.view' | 'system.manage'

export interface Membership {
  role: string
  scope: ScopeKind
  scope_id: number | null
  scope_name: string
}

export interface Me {
  id: number
  name: string
  phone: string
  locale: Locale
  is_large_print: boolean
  csrf_token: string
  memberships: Membership[]
  permissions: Permission[]
  unread: number
}

export interface AppConfig {
  version: string
  vapid_public_key: string | null
  languages: Locale[]
  is_demo: boolean
  demo_accounts?: { phone: string; name: string; role: string; password?: string }[]
}

export interface DeviceSession {
  id: number
  created_at: string
  last_seen_at: string | null
  user_agent: string | null
  address?: string | null
  is_current: boolean
}

export interface PushSubscriptionRow {
  id: number
  endpoint?: string
  user_agent: string | null
  created_at: string
}

export interface Page<T> {
  items: T[]
  page: number
  page_size: number
  total: number
}

export interface NamedRef {
  id: number
  name: string
}

export interface AreaRef extends NamedRef {
  kind: string
}

export type CaseState = 'open' | 'acknowledged' | 'rectified' | 'closed' | 'dismissed'
export type CaseSource = 'ai' | 'camera' | 'report' | 'duty' | 'inspection'
export type CaseAction =
  | 'acknowledge' | 'rectify' | 'dismiss' | 'verify' | 'urge' | 'issue_opinion' | 'record_penalty' | 'attribute' | 'assign'
export type DismissalReason = 'glare' | 'other_person' | 'uniform' | 'test' | 'other'

export interface CaseRow {
  id: number
  number: string
  type: string
  type_zh: string
  type_en: string
  severity: Severity
  source: CaseSource
  state: CaseState
  establishment: NamedRef
  area: AreaRef | null
  camera: NamedRef | null
  opened_at: string
  last_seen_at: string | null
  due_at: string | null
  level: number
  is_overdue: boolean
  is_mine: boolean
  occurrences: number
  snapshot_url: string | null
  holder: NamedRef | null
  version: number
}

export interface CaseWhy {
  rule: {
    id?: number
    hold_s?: number
    votes?: number
    window?: number
    hits?: number
    min_score?: number
    schedule?: string
    zones?: string[]
  } | null
  held_s: number | null
  score: number | null
  norm_zh: string
  norm_en: string
  model: string | null
}

export type EvidenceKind = 'snapshot' | 'boxed' | 'clip' | 'photo' | 'opinion'

export interface Evidence {
  id: number
  kind: EvidenceKind
  url: string
  sha256: string
  media_type: string
  taken_at: string | null
  by: NamedRef | string | null
}

export interface ChainStep {
  level: number
  roles: string[]
  at: string | null
  told_at: string | null
  label_zh: string
  label_en: string
}

export interface TimelineEntry {
  id: number
  at: string
  kind: string
  actor: NamedRef | null
  level: number | null
  text: string | null
  data: Record<string, unknown> | null
}

export type DeliveryState = 'pending' | 'sent' | 'failed' | 'gone' | 'skipped'

export interface Delivery {
  id: number
  user: NamedRef
  role: string
  channel: 'web_push' | 'in_app' | 'sms'
  level: number
  state: DeliveryState
  sent_at: string | null
  read_at: string | null
  error: string | null
  attempts: number
}

export interface Opinion {
  id: number
  number: string
  demands: string
  facts: string | null
  deadline_on: string
  issued_at: string
  issued_by?: NamedRef | null
  pdf_url: string
  receipt_at?: string | null
}

export interface CaseDetail extends CaseRow {
  why: CaseWhy
  evidence: Evidence[]
  chain: ChainStep[]
  timeline: TimelineEntry[]
  deliveries: Delivery[]
  opinions: Opinion[]
  penalty: { reference: string; text: string; at?: string; by?: NamedRef | null } | null
  rectification: { text: string; photo_url: string | null; at: string; by: NamedRef | null } | null
  dismissal: { reason: DismissalReason; text: string; at?: string; by?: NamedRef | null } | null
  allowed: CaseAction[]
}

export interface InboxItem {
  id: number
  case_id: number | null
  title: string
  body: string
  level: number | null
  at: string
  read_at: string | null
  url: string
}

export interface Person {
  id: number
  name: string
  role: string
  phone: string
}

export interface Establishment {
  id: number
  name: string
  opening_hours?: { weekday: number; from: string; to: string }[]
  closed_on?: string[]
  uniform_colours?: string[]
  areas?: AreaRef[]
}

export interface Camera {
  id: number
  name: string
  establishment_id: number
  establishment_name: string
  area: AreaRef | null
  state: string
  picture: string
  state_since: string | null
  last_frame_at: string | null
  is_online: boolean
  width: number | null
  height: number | null
  codec: string | null
  fps: number | null
  gop_s: number | null
  transport: 'tcp' | 'udp'
  is_ai_enabled: boolean
  acceptance: 'pending' | 'accepted' | 'to_replace'
  installed_by: string | null
  url_masked: string | null
  has_sub_stream: boolean
  open_case_ids: number[]
  still_at: string | null
}

export type ChangeKind = 'case' | 'camera' | 'inbox' | 'establishment' | 'chain' | 'session'
export interface Change {
  kind: ChangeKind
  id: number | null
}
