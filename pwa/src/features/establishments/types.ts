import type { components } from '@/generated/api'

type Schemas = components['schemas']

export type Profile = Schemas['ProfileOut']
export type Completeness = Schemas['CompletenessOut']
export type Term = Schemas['TermOut']
export type Opening = Schemas['OpeningOut']
export type Day = Schemas['DayOut']
export type Supplier = Schemas['SupplierOut']
export type PlaceRef = Schemas['PublicRefOut']
export type SupplyLink = Schemas['SupplyLinkOut']
export type Change = Partial<Omit<Schemas['EstablishmentPatch'], 'credit_code'>> & { credit_code?: string | null }
