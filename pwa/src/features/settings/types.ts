/** Shapes of the API that only the settings use. */
import type { AreaKind, RuleSchedule, RuleStanding, Severity, StepTimer, StreamTransport, TimerClock, ZoneKind } from '@/generated/catalog'

export type Gap = 'none' | 'no_area' | 'no_camera' | 'not_accepted' | 'ai_gap'

export interface CoverageRow {
  kind: AreaKind
  area_ids: number[]
  cameras: number
  online: number
  ai_cameras: number
  gap: Gap
}

export interface Coverage {
  is_complete: boolean
  missing: AreaKind[]
  areas: CoverageRow[]
}

export interface Hours {
  weekday: number
  from: string
  to: string
}

export interface Responsibility {
  id: number
  area_id: number | null
  violation_type: string | null
  user_id: number
  user?: { id: number; name: string }
  is_deputy: boolean
  weekdays: number[]
  from: string
  to: string
}

export interface CameraInput {
  establishment_id: number
  area_id: number
  name: string
  main_url: string
  sub_url: string | null
  transport: StreamTransport
  is_ai_enabled: boolean
}

/** Without an address the camera's stored one is tried. */
export interface TestInput {
  establishment_id: number
  main_url?: string
  camera_id?: number
  transport: StreamTransport
}

export interface TestCheck {
  name: string
  value: string
  is_passed: boolean
  advice: string | null
}

export interface CameraTest {
  id: number
  state: 'pending' | 'done'
  outcome: string | null
  checks?: TestCheck[]
  has_picture?: boolean
}

export interface Zone {
  id?: number
  name: string
  kind: ZoneKind
  polygon: [number, number][]
}

/** What a rule does, apart from where. */
export interface RuleParameters {
  is_enabled: boolean
  min_height: number
  min_score: number
  hold_s: number
  votes: number
  window: number
  merge_s: number
  schedule: RuleSchedule
  zone_ids: number[]
  standing: RuleStanding
  grace_s: number
}

export interface Rule extends RuleParameters {
  id: number
  establishment_id: number
  area_id: number | null
  camera_id: number | null
  type: string
}

/** Why a kind is not watched on a camera. */
export type Quiet = 'ai_off' | 'rule_off' | 'area'
/** What somebody must still enter before a kind can be judged. */
export type Lack = 'bins' | 'covered' | 'floor' | 'colours' | 'reference'
export type Part = 'face' | 'head' | 'body' | 'hand' | 'animal'

export interface Floor {
  points: [number, number][]
  width_cm: number
  depth_cm: number
}

/** One kind on one camera; `metres` along the floor, up to where `part` has `min_px` pixels. */
export interface JudgedKind {
  type: string
  quiet: Quiet | null
  standing: RuleStanding
  part: Part | null
  min_px: number | null
  metres: number | null
  lack: Lack | null
}

export interface Installation {
  width: number | null
  height: number | null
  view_degrees: number | null
  mount_cm: number | null
  floor: Floor | null
  assumed: { width: number; view_degrees: number; mount_cm: number }
  kinds: JudgedKind[]
}

export interface BinInput {
  id?: number
  name: string
  polygon: [number, number][]
}

export interface Bin extends BinInput {
  id: number
  offered_at: string | null
  covered_at: string | null
}

export interface ReferenceStill {
  id: number
  taken_at: string
  state: 'current' | 'proposed' | 'refused' | 'past'
  difference: number | null
}

export interface ChainStep {
  level: number
  roles: string[]
  after: StepTimer
}

export interface Chain {
  id: number
  code: string
  establishment_id: number | null
  name_zh: string
  name_en: string
  steps: ChainStep[]
}

export interface TimerRow {
  id: number
  establishment_id: number | null
  type: string | null
  severity: Severity
  t1_minutes: number
  t2_minutes: number
  close_minutes: number
  clock: TimerClock
}

export interface PreviewStep {
  level: number
  at: string
  roles: string[]
  people: { id: number; name: string }[]
}
