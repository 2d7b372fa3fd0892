import type { components } from '@/generated/api'

type Schemas = components['schemas']

export type ViewingGroup = Schemas['ViewingGroupOut']
export type GroupMember = Schemas['GroupMemberOut']
export type ListOutcome = Schemas['ParentListOut']
export type MyGroup = Schemas['MyGroupOut']
export type WatchedCamera = Schemas['WatchedCameraOut']
export type GroupOpinion = Schemas['GroupOpinionOut']
export type SchoolFacts = Schemas['PublicPageOut']

export interface GroupInput {
  establishment_id: number
  kind: ViewingGroup['kind']
  name: string
  camera_ids: number[]
  hours: ViewingGroup['hours']
  is_school_days_only: boolean
  is_blurred: boolean
  allows_playback: boolean
  ends_on: string | null
}
