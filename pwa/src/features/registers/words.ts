import { agencyKinds, jurisdictionKinds } from '@/generated/catalog.later'
import { useCatalog } from '@/shared/catalog'

type Names = Readonly<Record<string, { readonly zh: string; readonly en: string }>>

export function useRegisterWords() {
  const { localized } = useCatalog()
  const name = (names: Names, code: string) => (names[code] ? localized(names[code]) : code)
  return { nodeKind: (kind: string) => name(jurisdictionKinds, kind), agencyKind: (kind: string) => name(agencyKinds, kind), agencyKinds: Object.keys(agencyKinds) }
}
