import type { components } from '@/generated/api'
import { http, withQuery } from '@/shared/http'
import type { Page } from '@/shared/types'

type Schemas = components['schemas']
export type ReportRow = Schemas['HotlineReportRowOut']
export type Report = Schemas['HotlineReportOut']
export type Stage = ReportRow['stage']
export type Rating = Schemas['RatingOut']
export type RatingSummary = Schemas['RatingSummaryOut']
export type Guidance = Schemas['GuidanceOut']

export interface ReportFilter {
  open?: string
  mine?: boolean
  page?: number
}

const of = (establishmentId: number) => `/api/establishments/${establishmentId}`

export const listReports = ({ open, mine, page }: ReportFilter) => http.get<Page<ReportRow>>(withQuery('/api/reports', { open, mine: mine ? '1' : '', page, page_size: 50 }))
export const getReport = (id: number) => http.get<Report>(`/api/reports/${id}`)
export const photoUrl = (id: number, photo: number) => `/api/reports/${id}/photos/${photo}`
export const answerReport = (id: number, input: { text: string; is_unfounded: boolean; is_published: boolean }) => http.post<Report>(`/api/reports/${id}/answer`, input)
export const publishReport = (id: number, isPublished: boolean) => http.put<Report>(`/api/reports/${id}/publication`, { is_published: isPublished })
export const readContact = (id: number) => http.post<{ contact: string }>(`/api/reports/${id}/contact`)

/** Photos shrink on the phone first; the key makes a repeated tap one report. */
export function sendReport(establishmentId: number, input: { topic: string; text: string; cameraId: number | null; photos: Blob[]; key: string }): Promise<Report> {
  const form = new FormData()
  form.set('topic', input.topic)
  form.set('text', input.text)
  if (input.cameraId !== null) form.set('camera_id', String(input.cameraId))
  input.photos.forEach((photo, index) => form.append('photos', photo, `photo-${index}.jpg`))
  return http.postForm<Report>(`${of(establishmentId)}/reports`, form, { headers: { 'Idempotency-Key': input.key }, timeoutMs: 60_000 })
}

export const listRatings = (establishmentId: number, page: number) => http.get<Page<Rating>>(withQuery(`${of(establishmentId)}/ratings`, { page, page_size: 50 }))
export const getRatingSummary = (establishmentId: number) => http.get<RatingSummary>(`${of(establishmentId)}/rating-summary`)
export const replyToRating = (id: number, text: string) => http.post<Rating>(`/api/ratings/${id}/reply`, { text })
export const hideRating = (id: number, reason: string) => http.post<Rating>(`/api/ratings/${id}/hiding`, { reason })

export const listGuidance = (open: string, page: number) => http.get<Page<Guidance>>(withQuery('/api/guidance', { open, page, page_size: 50 }))
export const sendGuidance = (establishmentIds: number[], text: string) => http.post<{ sent: number }>('/api/guidance', { establishment_ids: establishmentIds, text })
export const confirmGuidance = (id: number) => http.post<Guidance>(`/api/guidance/${id}/receipt`)
