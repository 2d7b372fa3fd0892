import { ApiError, http, withQuery } from '@/shared/http'
import { listAll } from '@/shared/pages'
import type { Camera, CaseDetail } from '@/shared/types'
import { LiveFailure, reasonOfStatus, type LiveTicket } from './live/transport'

export const listCameras = (establishmentId?: number, onFirst?: (cameras: Camera[]) => void) => listAll(withQuery('/api/cameras', { establishment_id: establishmentId }), onFirst)
export const getCamera = (id: number) => http.get<Camera>(`/api/cameras/${id}`)
export const switchAi = (id: number, isOn: boolean) => http.patch<Camera>(`/api/cameras/${id}`, { is_ai_enabled: isOn })
export const getCase = (id: number) => http.get<CaseDetail>(`/api/cases/${id}`)

/** Says that somebody fills in a task with the phone, which is then no case. Without a line nothing is lost but that. */
export function beginPhoneTask(establishmentId: number, areaId: number | null = null): void {
  void http.post(`/api/establishments/${establishmentId}/phone-tasks`, { area_id: areaId }).catch(() => undefined)
}

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
