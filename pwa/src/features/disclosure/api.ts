import type { components } from '@/generated/api'
import { http, withQuery } from '@/shared/http'
import { listAll } from '@/shared/pages'
import type { Page } from '@/shared/types'

type Schemas = components['schemas']
export type Disclosure = Schemas['DisclosureOut']
export type ItemState = Schemas['DisclosureItemOut']['state']
export type Entry = Omit<Schemas['DisclosureEntryOut'], 'data'> & { data: EntryData }
export type EntryData = Record<string, string | number | boolean | null>
export type PublicSettings = Schemas['PublicSettingsOut']
export interface PublicSettingsChange {
  camera_ids?: number[]
  hours?: { weekday: number; from: string; to: string }[]
  shows_ratings?: boolean
  masks_names?: boolean
  statement?: string
}

const of = (establishmentId: number) => `/api/establishments/${establishmentId}`

export const getDisclosure = (id: number) => http.get<Disclosure>(`${of(id)}/disclosure`)
export const listEntries = (id: number, item: string, hasHistory: boolean) =>
  http.get<Page<Entry>>(withQuery(`${of(id)}/disclosure-entries`, { item, history: hasHistory ? '1' : '0', page_size: 100 }))
export const addEntry = (id: number, item: string, happenedOn: string, data: EntryData) => http.post<Entry>(`${of(id)}/disclosure-entries`, { item, happened_on: happenedOn, data })
export const correctEntry = (entryId: number, happenedOn: string, data: EntryData) => http.post<Entry>(`/api/disclosure-entries/${entryId}/correction`, { happened_on: happenedOn, data })
export const withdrawEntry = (entryId: number) => http.post(`/api/disclosure-entries/${entryId}/withdrawal`)
export const getPublicSettings = (id: number) => http.get<PublicSettings>(`${of(id)}/public-settings`)
export const changePublicSettings = (id: number, change: PublicSettingsChange) => http.patch<PublicSettings>(`${of(id)}/public-settings`, change)
export const renewCode = (id: number) => http.post<Disclosure>(`${of(id)}/public-code`)
export const posterUrl = (id: number, format: 'pdf' | 'png', version: string) => withQuery(`${of(id)}/public-poster`, { format, v: version })

export interface CameraChoice {
  id: number
  name: string
  establishment_id: number
  area: { kind: string; name: string } | null
}
export const listCameras = (id: number) => listAll<CameraChoice>(withQuery('/api/cameras', { establishment_id: id }))
