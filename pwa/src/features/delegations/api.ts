import type { components } from '@/generated/api'
import { http, withQuery } from '@/shared/http'
import { listAll } from '@/shared/pages'

type Schemas = components['schemas']
export type Delegation = Schemas['DelegationOut']
export type OwnRole = Schemas['OwnRoleOut']
export type Colleague = Schemas['DelegationPerson']
export type DelegationInput = Schemas['DelegationArgs']

export const listDelegations = () => listAll<Delegation>('/api/delegations')
export const listOwnRoles = () => listAll<OwnRole>('/api/memberships')
export const listColleagues = (membershipId: number) => listAll<Colleague>(withQuery(`/api/memberships/${membershipId}/colleagues`, {}))
export const handOver = (input: DelegationInput) => http.post<Delegation>('/api/delegations', input)
export const endDelegation = (id: number) => http.delete(`/api/delegations/${id}`)
