import type { components } from '@/generated/api'

type Schemas = components['schemas']

export type StaffRow = Schemas['StaffRowOut']
export type StaffFile = Schemas['StaffFileOut']
export type Conduct = Schemas['ConductOut']
export type Certificate = Schemas['HealthCertificateOut']
export type OnPost = Schemas['OnPostOut']
export type Roster = Schemas['RosterOut']
export type RosterPerson = Schemas['RosterPersonOut']
export type MorningCheck = Schemas['MorningCheckOut']
export type Findings = Schemas['MorningFindingsOut']
export type Light = StaffRow['light']

export interface StaffFilters {
  q?: string
  post?: string
  light?: string
  state?: string
  due_within?: number | null
}
