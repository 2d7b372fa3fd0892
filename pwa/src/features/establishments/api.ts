import { http, withQuery } from '@/shared/http'
import { listAll } from '@/shared/pages'
import type { Page } from '@/shared/types'
import type { Change, Completeness, Opening, PlaceRef, Profile, Supplier, SupplyLink, Term } from './types'

const of = (id: number) => `/api/establishments/${id}`

export const getProfile = (id: number) => http.get<Profile>(of(id))
export const changeProfile = (id: number, change: Change) => http.patch<Profile>(of(id), change)
export const confirmFacts = (id: number) => http.post<Profile>(`${of(id)}/confirmation`)
export const getCompleteness = (id: number) => http.get<Completeness>(`${of(id)}/completeness`)
export const getOpening = (id: number, from: string, to: string) => http.get<Opening>(withQuery(`${of(id)}/opening`, { from, to }))

export const listTerms = (id: number) => listAll<Term>(`${of(id)}/terms`)
export const addTerm = (id: number, term: Omit<Term, 'id'>) => http.post<Term>(`${of(id)}/terms`, term)
export const changeTerm = (id: number, term: Omit<Term, 'id'>) => http.patch<Term>(`/api/terms/${id}`, term)
export const deleteTerm = (id: number) => http.delete(`/api/terms/${id}`)

export const listSuppliers = (id: number) => listAll<Supplier>(`${of(id)}/suppliers`)
export const listCandidates = (id: number, q: string, page: number) => http.get<Page<Supplier>>(withQuery(`${of(id)}/supplier-candidates`, { q, page, page_size: 20 }))
export const listCustomers = (id: number) => listAll<SupplyLink>(`${of(id)}/customers`)
export const linkSupplier = (id: number, supplierId: number, startsOn: string) => http.post<SupplyLink>(`${of(id)}/suppliers`, { supplier_id: supplierId, starts_on: startsOn })
export const endLink = (linkId: number, endsOn: string) => http.post<SupplyLink>(`/api/supply-links/${linkId}/end`, { ends_on: endsOn })

export const listBranches = (id: number) => listAll<PlaceRef>(`${of(id)}/branches`)
export const setHeadquarters = (id: number, headquartersId: number | null) => http.put<Profile>(`${of(id)}/headquarters`, { headquarters_id: headquartersId })
export const releaseBranch = (id: number, branchId: number) => http.delete(`${of(id)}/branches/${branchId}`)
export const findNames = (q: string, use: 'headquarters' | 'supplier' | 'any') => http.get<Page<PlaceRef>>(withQuery('/api/establishment-names', { q, use, page_size: 10 }))
export const findOwn = (q: string) => http.get<Page<Profile>>(withQuery('/api/establishments', { q, page_size: 20 }))
