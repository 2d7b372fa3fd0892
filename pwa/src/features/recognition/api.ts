import type { components } from '@/generated/api'
import { http, withQuery } from '@/shared/http'

type Schemas = components['schemas']
export type Quality = Schemas['QualityOut']
export type QualityLine = Schemas['QualityLineOut']
export type Suggestion = Schemas['SuggestionOut']
export type ModelVersion = Schemas['ModelVersionOut']

const of = (establishmentId: number) => `/api/establishments/${establishmentId}/recognition`

export const getQuality = (id: number, days: number) => http.get<Quality>(withQuery(of(id), { days }))
export const applySuggestion = (id: number, line: QualityLine, { kind, value }: Suggestion) =>
  http.post<QualityLine>(`${of(id)}/changes`, { camera_id: line.camera.id, type: line.type, kind, value })
export const endTuning = (tuningId: number) => http.post(`/api/tunings/${tuningId}/end`, { note: '' })
export const labelledSetUrl = (id: number, reason: string) => withQuery(`${of(id)}/labelled-set`, { reason })

export const listModels = () => http.get<{ items: ModelVersion[] }>('/api/models')
export const switchOn = (id: number) => http.post<ModelVersion>(`/api/models/${id}/activation`)
export const rollBack = (id: number) => http.post<ModelVersion>(`/api/models/${id}/rollback`)

export function proposeModel(type: string, model: File, metrics: string, note: string): Promise<ModelVersion> {
  const form = new FormData()
  form.set('type', type)
  form.set('metrics', metrics)
  form.set('note', note)
  form.set('model', model)
  return http.postForm<ModelVersion>('/api/models', form)
}
