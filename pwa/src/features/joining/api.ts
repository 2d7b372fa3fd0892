import type { components } from '@/generated/api'
import { http, withQuery } from '@/shared/http'
import { listAll } from '@/shared/pages'
import type { Me, Page } from '@/shared/types'

type Schemas = components['schemas']

export type Application = Schemas['ApplicationOut']
export type FoundEstablishment = Schemas['FoundOut']
export type JurisdictionNode = Schemas['JurisdictionOut']
export type Invitation = Schemas['InvitationOut']
export type InvitationInput = Pick<Schemas['InvitationArgs'], 'kind'> & Partial<Schemas['InvitationArgs']>
export type InvitationPreview = Schemas['InvitationPreviewOut']
export type Passkey = Schemas['PasskeyOut']
export type Post = Application['post']
export type Kind = FoundEstablishment['kind']
export interface CeremonyStart {
  options: Record<string, unknown>
  state: string
}

export const sendCode = (phone: string) => http.post<{ again_after_s: number }>('/api/sms-codes', { phone })
export const enterCode = (phone: string, code: string) => http.post<{ me: Me | null; ticket: string | null }>('/api/session/code', { phone, code })
export const register = (ticket: string, name: string, password: string | null) => http.post<Me>('/api/registrations', { ticket, name, password })
export const resetPassword = (phone: string, code: string, password: string) => http.post<Me>('/api/password-resets', { phone, code, password })

export const startPasskey = () => http.post<CeremonyStart>('/api/passkeys/options')
export const addPasskey = (state: string, credential: unknown, name: string) => http.post<Passkey>('/api/passkeys', { state, credential, name })
export const listPasskeys = () => http.get<Page<Passkey>>('/api/passkeys?page_size=100')
export const renamePasskey = (id: number, name: string) => http.patch<Passkey>(`/api/passkeys/${id}`, { name })
export const removePasskey = (id: number) => http.delete(`/api/passkeys/${id}`)
export const startPasskeySignIn = () => http.post<CeremonyStart>('/api/session/passkey-options')
export const finishPasskeySignIn = (state: string, credential: unknown) => http.post<Me>('/api/session/passkey', { state, credential })

export const findEstablishments = (q: string) => http.get<FoundEstablishment[]>(withQuery('/api/joining/establishments', { q }))
export const listJurisdictions = (parentId: number | null) => http.get<Page<JurisdictionNode>>(withQuery('/api/joining/jurisdictions', { parent_id: parentId, page_size: 200 }))

export const apply = (input: { establishment_id: number; post: Post; is_part_time: boolean; message: string }) => http.post<Application>('/api/applications', input)
export const foundEstablishment = (form: FormData) => http.postForm<Application>('/api/applications/founding', form, { timeoutMs: 60_000 })
export const listApplications = (query: { mine?: boolean; queue?: boolean; state?: string; page?: number }) =>
  http.get<Page<Application>>(withQuery('/api/applications', { ...query, mine: query.mine ? 'true' : null, queue: query.queue ? 'true' : null, page_size: 50 }))
export const getApplication = (id: number) => http.get<Application>(`/api/applications/${id}`)
export const approve = (id: number, message: string) => http.post<Application>(`/api/applications/${id}/approval`, { message })
export const refuse = (id: number, reason: string) => http.post<Application>(`/api/applications/${id}/refusal`, { reason })
export const withdraw = (id: number) => http.post<Application>(`/api/applications/${id}/withdrawal`)

export const listInvitations = (establishmentId: number) => http.get<Page<Invitation>>(`/api/establishments/${establishmentId}/invitations?page_size=100`)
export const invite = (establishmentId: number, input: InvitationInput) => http.post<Invitation>(`/api/establishments/${establishmentId}/invitations`, input)
export const revokeInvitation = (id: number) => http.delete(`/api/invitations/${id}`)
/** Groups of parents, for the invitation that leads into one. */
export const listGroups = (establishmentId: number) => listAll<{ id: number; name: string }>(`/api/viewing-groups?establishment_id=${establishmentId}`)
export const previewInvitation = (token: string) => http.post<InvitationPreview>('/api/invitation-previews', { token })
export const acceptInvitation = (token: string) => http.post<{ kind: string; application_id: number | null }>('/api/invitation-acceptances', { token })
