import { http, withQuery } from '@/shared/http'
import { listAll } from '@/shared/pages'
import type { GroupInput, GroupMember, GroupOpinion, ListOutcome, MyGroup, SchoolFacts, ViewingGroup, WatchedCamera } from './types'

const ofGroup = (id: number) => `/api/viewing-groups/${id}`

export const listGroups = (establishmentId: number) => listAll<ViewingGroup>(withQuery('/api/viewing-groups', { establishment_id: establishmentId }))
export const getGroup = (id: number) => http.get<ViewingGroup>(ofGroup(id))
export const addGroup = (input: GroupInput) => http.post<ViewingGroup>('/api/viewing-groups', input)
export const changeGroup = (id: number, change: Partial<GroupInput>) => http.patch<ViewingGroup>(ofGroup(id), change)
export const endGroup = (id: number) => http.post<ViewingGroup>(`${ofGroup(id)}/end`)

export const listMembers = (groupId: number) => listAll<GroupMember>(`${ofGroup(groupId)}/members`)
export const addMember = (groupId: number, input: { phone: string; name: string; remark: string }) => http.post<GroupMember>(`${ofGroup(groupId)}/members`, input)
export const suspendMember = (id: number, isSuspended: boolean) => http.patch<GroupMember>(`/api/group-members/${id}`, { is_suspended: isSuspended })
export const endMember = (id: number) => http.post<GroupMember>(`/api/group-members/${id}/end`)

/** A file or pasted lines; a trial writes nothing. */
export function sendList(groupId: number, source: File | string, isTrial: boolean): Promise<ListOutcome> {
  const form = new FormData()
  form.set('is_trial', String(isTrial))
  if (typeof source === 'string') form.set('text', source)
  else form.set('file', source)
  return http.postForm<ListOutcome>(`${ofGroup(groupId)}/member-lists`, form)
}

export const listMyGroups = () => listAll<MyGroup>('/api/my-groups')
export const listWatching = () => listAll<WatchedCamera>('/api/watching')
export const blurredStillUrl = (camera: Pick<WatchedCamera, 'id' | 'still_at'>) => (camera.still_at ? `/api/watching/${camera.id}/still?at=${encodeURIComponent(camera.still_at)}` : null)
export const getSchoolFacts = (code: string) => http.get<SchoolFacts>(`/api/public/${code}`)

export const listOpinions = (groupId: number | null) => listAll<GroupOpinion>(withQuery('/api/group-opinions', { group_id: groupId }))
export const getOpinion = (id: number) => http.get<GroupOpinion>(`/api/group-opinions/${id}`)
export const answerOpinion = (id: number, text: string) => http.put<GroupOpinion>(`/api/group-opinions/${id}/answer`, { text })
export const opinionFileUrl = (id: number) => `/api/group-opinions/${id}/file`

export function sendOpinion(groupId: number, input: { title: string; text: string; heldOn: string; file: File | null }): Promise<GroupOpinion> {
  const form = new FormData()
  form.set('title', input.title)
  form.set('text', input.text)
  if (input.heldOn) form.set('held_on', input.heldOn)
  if (input.file) form.set('file', input.file)
  return http.postForm<GroupOpinion>(`${ofGroup(groupId)}/opinions`, form)
}

export function sendReport(camera: WatchedCamera, topic: string, text: string): Promise<unknown> {
  const form = new FormData()
  form.set('topic', topic)
  form.set('text', text)
  form.set('camera_id', String(camera.id))
  return http.postForm(`/api/establishments/${camera.establishment_id}/reports`, form)
}
