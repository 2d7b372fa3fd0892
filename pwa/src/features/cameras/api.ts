import { ApiError, http, withQuery } from '@/shared/http'
import type { Camera, CaseDetail, Page } from '@/shared/types'
import { LiveFailure, reasonOfStatus, type LiveTicket } from './live/transport'

const PAGE_SIZE = 200

/** A list answers whole or in pages; either way all rows are wanted here. */
export async function listCameras(establishmentId?: number): Promise<Camera[]> {
  const rows: Camera[] = []
  for (let page = 1; ; page += 1) {
    const answer = await http.get<Camera[] | Page<Camera>>(withQuery('/api/cameras', { establishment_id: establishmentId, page, page_size: PAGE_SIZE }))
    if (Array.isArray(answer)) return answer
    rows.push(...answer.items)
    if (answer.items.length === 0 || rows.length >= answer.total) return rows
  }
}

export const getCamera = (id: number) => http.get<Camera>(`/api/cameras/${id}`)
export const switchAi = (id: number, isOn: boolean) => http.patch<Camera>(`/api/cameras/${id}`, { is_ai_enabled: isOn })
export const getCase = (id: number) => http.get<CaseDetail>(`/api/cases/${id}`)

/** The newest still's address; it changes with each still, so that the browser may keep the old ones. */
export function stillUrl(camera: Pick<Camera, 'id' | 'still_at'>): string | null {
  return camera.still_at ? `/api/cameras/${camera.id}/still?at=${encodeURIComponent(camera.still_at)}` : null
}

/** Asks for leave to watch; each grant is audited. */
export async function requestTicket(cameraId: number, signal: AbortSignal): Promise<LiveTicket> {
  try {
    return await http.post<LiveTicket>(`/api/cameras/${cameraId}/live-sessions`, {}, { signal })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new LiveFailure(error.status === 0 ? 'offline' : reasonOfStatus(error.status), error.retryAfter)
  }
}
