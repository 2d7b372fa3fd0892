import { http, withQuery } from '@/shared/http'
import { listAll } from '@/shared/pages'
import type { Page } from '@/shared/types'
import type { Connect, ConnectNotice, ConnectState, Credentials, Licence, Pledge, QualityCertificate } from './types'

const of = (establishmentId: number) => `/api/establishments/${establishmentId}`

export type Values = Record<string, string | string[]>

/** A form with an optional photo; empty values are left out, a list repeats its name. */
function formOf(values: Values, photo: Blob | null): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(values)) {
    if (Array.isArray(value)) value.forEach((each) => form.append(name, each))
    else if (value) form.set(name, value)
  }
  if (photo) form.set('photo', new File([photo], 'photo.jpg', { type: 'image/jpeg' }))
  return form
}
const SLOW = { timeoutMs: 60_000 }

export const getCredentials = (id: number) => http.get<Credentials>(`${of(id)}/credentials`)
export const listLicences = (id: number) => listAll<Licence>(`${of(id)}/licences`)
export const addLicence = (id: number, values: Values, photo: Blob | null) => http.postForm<Licence>(`${of(id)}/licences`, formOf(values, photo), SLOW)
export const signPledge = (id: number, values: Values, photo: Blob | null) => http.postForm<Pledge>(`${of(id)}/pledges`, formOf(values, photo), SLOW)
export const addQuality = (id: number, values: Values, photo: Blob | null) => http.postForm<QualityCertificate>(`${of(id)}/quality-certificates`, formOf(values, photo), SLOW)
export const withdrawQuality = (id: number) => http.post<QualityCertificate>(`/api/quality-certificates/${id}/withdrawal`)

export const listConnect = (filters: { state: ConnectState; establishment_id?: number | null }, page: number) => http.get<Page<Connect>>(withQuery('/api/connect-duties', { ...filters, page, page_size: 50 }))
export const exportConnectUrl = (state: ConnectState, format: 'csv' | 'xlsx') => withQuery('/api/connect-duties/export', { state, format })
export const sendNotice = (dutyId: number) => http.post<Connect>(`/api/connect-duties/${dutyId}/notice`)
export const confirmNotice = (noticeId: number, note: string) => http.post<ConnectNotice>(`/api/connect-notices/${noticeId}/receipt`, { note })
export const setExtraChecks = (dutyId: number, per_year: number, reason: string) => http.put<Connect>(`/api/connect-duties/${dutyId}/extra-checks`, { per_year, reason })
export const endExtraChecks = (dutyId: number) => http.delete<Connect>(`/api/connect-duties/${dutyId}/extra-checks`)
