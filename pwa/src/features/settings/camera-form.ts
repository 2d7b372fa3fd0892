/** What a camera form holds and what is wrong with it, before the server is asked. */
import type { StreamTransport } from '@/generated/catalog'
import type { Camera } from '@/shared/types'
import type { CameraInput } from './types'

export interface CameraForm {
  areaId: number | null
  name: string
  mainUrl: string
  subUrl: string
  transport: StreamTransport
  isAiEnabled: boolean
}

/** Keys below settings.cameras.wrong. */
export type CameraFormErrors = Partial<Record<'areaId' | 'name' | 'mainUrl' | 'subUrl', string>>

export function emptyForm(areaId: number | null = null): CameraForm {
  return { areaId, name: '', mainUrl: '', subUrl: '', transport: 'tcp', isAiEnabled: true }
}

/** The stored address holds a password and never comes back: its fields start empty. */
export function formOf(camera: Camera): CameraForm {
  return { areaId: camera.area?.id ?? null, name: camera.name, mainUrl: '', subUrl: '', transport: camera.transport, isAiEnabled: camera.is_ai_enabled }
}

/** An address pasted from a manual may have spaces around it or full-width signs inside. */
export function tidyUrl(text: string): string {
  return text.trim().replaceAll('：', ':').replaceAll('／', '/').replaceAll('＠', '@').replaceAll('。', '.')
}

export function urlProblem(text: string): string | null {
  const url = tidyUrl(text)
  if (/\s/.test(url)) return 'urlSpaces'
  if (!/^rtsps?:\/\//i.test(url)) return 'urlScheme'
  const authority = url.replace(/^rtsps?:\/\//i, '').split(/[/?]/)[0] ?? ''
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  if (!/^(\[[0-9a-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(host)) return 'urlHost'
  return null
}

export function errorsOf(form: CameraForm, isNew: boolean): CameraFormErrors {
  const errors: CameraFormErrors = {}
  if (form.areaId === null) errors.areaId = 'area'
  if (!form.name.trim()) errors.name = 'name'
  if (!form.mainUrl.trim() && isNew) errors.mainUrl = 'url'
  else if (form.mainUrl.trim()) errors.mainUrl = urlProblem(form.mainUrl) ?? undefined
  if (form.subUrl.trim()) errors.subUrl = urlProblem(form.subUrl) ?? undefined
  return Object.fromEntries(Object.entries(errors).filter(([, key]) => key)) as CameraFormErrors
}

export function newCamera(form: CameraForm, establishmentId: number): CameraInput {
  return {
    establishment_id: establishmentId,
    area_id: form.areaId as number,
    name: form.name.trim(),
    main_url: tidyUrl(form.mainUrl),
    sub_url: tidyUrl(form.subUrl) || null,
    transport: form.transport,
    is_ai_enabled: form.isAiEnabled,
  }
}

/** Only what differs is sent, so that an untouched address stays as it is. */
export function changesOf(form: CameraForm, camera: Camera): Partial<CameraInput> {
  const change: Partial<CameraInput> = {}
  if (form.areaId !== null && form.areaId !== camera.area?.id) change.area_id = form.areaId
  if (form.name.trim() !== camera.name) change.name = form.name.trim()
  if (form.mainUrl.trim()) change.main_url = tidyUrl(form.mainUrl)
  if (form.subUrl.trim()) change.sub_url = tidyUrl(form.subUrl)
  if (form.transport !== camera.transport) change.transport = form.transport
  if (form.isAiEnabled !== camera.is_ai_enabled) change.is_ai_enabled = form.isAiEnabled
  return change
}
