import { http, withQuery } from '@/shared/http'
import type { Page } from '@/shared/types'
import type { Conduct, Findings, MorningCheck, OnPost, Roster, StaffFile, StaffFilters, StaffRow } from './types'

const of = (establishmentId: number) => `/api/establishments/${establishmentId}`
const query = (filters: StaffFilters) => ({ q: filters.q, post: filters.post, light: filters.light, state: filters.state, due_within: filters.due_within })

export const listStaff = (establishmentId: number, filters: StaffFilters, page: number) => http.get<Page<StaffRow>>(withQuery(`${of(establishmentId)}/staff`, { ...query(filters), page, page_size: 50 }))
export const exportUrl = (establishmentId: number, filters: StaffFilters, format: string, reason: string) => withQuery(`${of(establishmentId)}/staff/export`, { ...query(filters), format, reason })
export const listOnPost = (establishmentId: number, at: string, page: number) => http.get<Page<OnPost>>(withQuery(`${of(establishmentId)}/on-post`, { at, page, page_size: 100 }))

export const getFile = (id: number) => http.get<StaffFile>(`/api/employments/${id}`)
export const getMyFiles = async () => (await http.get<{ files: StaffFile[] }>('/api/my-file')).files
export const assignPost = (id: number, post: string) => http.post<StaffFile>(`/api/employments/${id}/posts`, { post })
export const endPost = (holdingId: number) => http.delete<StaffFile>(`/api/post-holdings/${holdingId}`)
export const leave = (id: number, reason: string, text: string, next: number | null) => http.post<StaffFile>(`/api/employments/${id}/leaving`, { reason, text, next_establishment_id: next })
export const findPlaces = (q: string) => http.get<{ id: number; name: string; address: string }[]>(withQuery('/api/joining/establishments', { q }))
export const photoUrl = (certificateId: number, reason: string) => withQuery(`/api/health-certificates/${certificateId}/photo`, { reason })

export function addCertificate(id: number, values: { number: string; examined_on: string; expires_on: string; issuer: string }, photo: Blob): Promise<StaffFile> {
  const form = new FormData()
  for (const [name, value] of Object.entries(values)) if (value) form.set(name, value)
  form.set('photo', new File([photo], 'photo.jpg', { type: 'image/jpeg' }))
  return http.postForm<StaffFile>(`/api/employments/${id}/certificates`, form, { timeoutMs: 60_000 })
}

export const getRoster = (establishmentId: number) => http.get<Roster>(`${of(establishmentId)}/morning-roster`)
export const morningPath = (establishmentId: number) => `${of(establishmentId)}/morning-checks`
export const listMorning = (establishmentId: number, page: number) => http.get<Page<MorningCheck>>(withQuery(morningPath(establishmentId), { page, page_size: 20 }))
export const getFindings = (id: number, reason: string) => http.get<Findings>(withQuery(`/api/morning-checks/${id}`, { reason }))

export const getConduct = (id: number) => http.get<Conduct>(`/api/conduct/${id}`)
export const recordConduct = (id: number, kind: string, text: string) => http.post<Conduct>(`/api/employments/${id}/conduct`, { kind, text })
export const contest = (id: number, text: string) => http.post<Conduct>(`/api/conduct/${id}/contest`, { text })
export const decide = (id: number, is_upheld: boolean, answer: string) => http.post<Conduct>(`/api/conduct/${id}/decision`, { is_upheld, answer })
export const listContests = async (establishmentId: number) => (await http.get<Page<Conduct>>(withQuery(`${of(establishmentId)}/conduct`, { contest: 'open', page_size: 20 }))).items
