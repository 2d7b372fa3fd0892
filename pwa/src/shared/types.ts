/** The public API's shapes under the app's own names; `make generate` derives them from the backend's schemas. */
import type { components } from '@/generated/api'
import type { DismissalReason, Permission, Severity } from '@/generated/catalog'

type Schemas = components['schemas']

export type { Permission, Severity }
export type Locale = 'zh-CN' | 'en'

export type Membership = Schemas['MembershipOut']
export type ScopeKind = Membership['scope']
export type Me = Omit<Schemas['MeOut'], 'locale'> & { locale: Locale }
export type AppConfig = Schemas['ConfigOut']
export type DeviceSession = Schemas['SessionOut']
export type PushSubscriptionRow = Schemas['SubscriptionOut']

export interface Page<T> {
  items: T[]
  page: number
  page_size: number
  total: number
}

export type NamedRef = Schemas['CaseNameOut']
export type AreaRef = Schemas['CaseAreaOut']

export type CaseAction =
  | 'confirm' | 'acknowledge' | 'rectify' | 'dismiss' | 'verify' | 'urge' | 'issue_opinion' | 'record_penalty' | 'attribute' | 'assign'
export type CaseRow = Schemas['CaseRowOut']
export type CaseState = CaseRow['state']
export type CaseDetail = Omit<Schemas['CaseOut'], 'allowed' | 'why'> & { allowed: CaseAction[]; why: CaseWhy }
export type { DismissalReason }

/** The rule travels as it was when it fired; which of these it names depends on the detector. */
export interface FiredRule {
  id?: number
  hold_s?: number
  votes?: number
  window?: number
  hits?: number
  min_score?: number
  min_height?: number
  standing?: 'certain' | 'suspect'
  schedule?: string
  zones?: string[]
}

export type CaseWhy = Omit<Schemas['WhyOut'], 'rule'> & { rule?: FiredRule | null }
export type Evidence = Schemas['EvidenceOut']
export type EvidenceKind = 'snapshot' | 'boxed' | 'clip' | 'crop' | 'photo' | 'opinion'
export type ChainStep = Schemas['ChainStepOut']
export type TimelineEntry = Schemas['TimelineOut']
export type Delivery = Schemas['DeliveryOut']
export type DeliveryState = Delivery['state']
export type Opinion = Schemas['OpinionOut']
export type InboxItem = Schemas['InboxItemOut']
export type Person = Schemas['PersonOut']

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

export type ChangeKind = 'case' | 'application' | 'camera' | 'inbox' | 'establishment' | 'chain' | 'session' | 'access' | 'staff' | 'morning_check' | 'conduct' | 'viewing' | 'opinion' | 'report' | 'rating' | 'guidance' | 'disclosure' | 'duty' | 'credential'
export interface Change {
  kind: ChangeKind
  id: number | null
}
