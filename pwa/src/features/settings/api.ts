import { http, withQuery } from '@/shared/http'
import { listAll } from '@/shared/pages'
import type { AreaRef, Camera, Establishment, Person } from '@/shared/types'
import type { Bin, BinInput, CameraInput, CameraTest, Chain, ChainStep, Coverage, Hours, Installation, PreviewStep, ReferenceStill, Responsibility, Rule, RuleParameters, TestInput, TimerRow, Zone } from './types'

const of = (establishmentId: number) => `/api/establishments/${establishmentId}`

export const listEstablishments = () => listAll<Establishment>('/api/establishments')
export const getEstablishment = (id: number) => http.get<Establishment>(of(id))
export const changeEstablishment = (id: number, change: { opening_hours?: Hours[]; closed_on?: string[]; uniform_colours?: string[] }) =>
  http.patch<Establishment>(of(id), change)
export const getCoverage = (id: number) => http.get<Coverage>(`${of(id)}/coverage`)
export const listPeople = (id: number) => http.get<Person[]>(`${of(id)}/people`)

export const addArea = (establishmentId: number, kind: string, name: string) => http.post<AreaRef>(`${of(establishmentId)}/areas`, { kind, name })
export const renameArea = (id: number, name: string) => http.patch<AreaRef>(`/api/areas/${id}`, { name })
export const deleteArea = (id: number) => http.delete(`/api/areas/${id}`)

export const listResponsibilities = (id: number) => listAll<Responsibility>(`${of(id)}/responsibilities`)
export const addResponsibility = (id: number, input: Omit<Responsibility, 'id' | 'user'>) => http.post<Responsibility>(`${of(id)}/responsibilities`, input)
export const deleteResponsibility = (id: number) => http.delete(`/api/responsibilities/${id}`)

export const addCamera = (input: CameraInput) => http.post<Camera>('/api/cameras', input)
export const changeCamera = (id: number, change: Partial<CameraInput>) => http.patch<Camera>(`/api/cameras/${id}`, change)
export const deleteCamera = (id: number) => http.delete(`/api/cameras/${id}`)
export const startTest = (input: TestInput) => http.post<CameraTest>('/api/camera-tests', input)
export const getTest = (id: number) => http.get<CameraTest>(`/api/camera-tests/${id}`)
export const acceptCamera = (id: number, input: { installed_by: string; checked: string[]; note: string }) => http.post<Camera | undefined>(`/api/cameras/${id}/acceptance`, input)
export const wantReference = (id: number) => http.post(`/api/cameras/${id}/reference`)
export const listZones = (cameraId: number) => http.get<Zone[]>(`/api/cameras/${cameraId}/zones`)
export const saveZones = (cameraId: number, zones: Zone[]) => http.put<Zone[]>(`/api/cameras/${cameraId}/zones`, zones)

export const getInstallation = (cameraId: number) => http.get<Installation>(`/api/cameras/${cameraId}/installation`)
export const changeInstallation = (cameraId: number, change: Partial<Pick<Installation, 'view_degrees' | 'mount_cm' | 'floor'>>) =>
  http.patch<Installation>(`/api/cameras/${cameraId}/installation`, change)
export const listBins = (cameraId: number) => http.get<Bin[]>(`/api/cameras/${cameraId}/bins`)
export const saveBins = (cameraId: number, bins: BinInput[]) => http.put<Bin[]>(`/api/cameras/${cameraId}/bins`, bins)
export const offerBinStill = (binId: number) => http.post<Bin>(`/api/bins/${binId}/still`)
export const confirmBinStill = (binId: number) => http.post<Bin>(`/api/bins/${binId}/confirmation`)
/** `at` makes the address change with the picture. */
export const binStillUrl = (binId: number, at: string, isOffered: boolean) => withQuery(`/api/bins/${binId}/still`, { is_offered: isOffered, at })
export const listReferenceStills = (cameraId: number) => listAll<ReferenceStill>(`/api/cameras/${cameraId}/reference-stills`)
export const referenceStillUrl = (id: number) => `/api/reference-stills/${id}/picture`
export const decideReference = (id: number, isAccepted: boolean) => http.post<ReferenceStill>(`/api/reference-stills/${id}/decision`, { is_accepted: isAccepted })

export const listRules = (establishmentId: number) => listAll<Rule>(withQuery('/api/rules', { establishment_id: establishmentId }))
export const addRule = (input: Omit<Rule, 'id'>) => http.post<Rule>('/api/rules', input)
export const changeRule = (id: number, change: Partial<RuleParameters>) => http.patch<Rule>(`/api/rules/${id}`, change)
export const deleteRule = (id: number) => http.delete(`/api/rules/${id}`)

export const listChains = (establishmentId: number | null) => http.get<Chain[]>(withQuery('/api/chains', { establishment_id: establishmentId }))
export const getChain = (id: number) => http.get<Chain>(`/api/chains/${id}`)
export const saveChain = (id: number, input: { name_zh: string; name_en: string; steps: ChainStep[] }) => http.put<Chain>(`/api/chains/${id}`, input)
export const copyChain = (establishmentId: number, code: string) => http.post<Chain>('/api/chains', { establishment_id: establishmentId, code })
export const previewChain = (id: number, input: { establishment_id: number; type: string; opened_at: string }) => http.post<PreviewStep[]>(`/api/chains/${id}/preview`, input)
export const listTimers = (establishmentId: number | null) => http.get<TimerRow[]>(withQuery('/api/timers', { establishment_id: establishmentId }))
export const saveTimer = (id: number, input: Pick<TimerRow, 't1_minutes' | 't2_minutes' | 'close_minutes' | 'clock'>) => http.put<TimerRow>(`/api/timers/${id}`, input)
export const addTimer = (input: Omit<TimerRow, 'id'>) => http.post<TimerRow>('/api/timers', input)
