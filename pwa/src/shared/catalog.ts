/** Names of the words that backend and app share, in the chosen language. */
import { useI18n } from 'vue-i18n'

import { areas, roles, violations, type AreaKind, type Role, type ViolationType } from '@/generated/catalog'

interface Named {
  readonly zh: string
  readonly en: string
}

/** A word that this version does not know yet is shown as its code. */
export function useCatalog() {
  const { locale } = useI18n()
  const pick = (named: Named | undefined, code: string) => (named ? (locale.value === 'en' ? named.en : named.zh) : code)
  return {
    areaName: (kind: string) => pick(areas[kind as AreaKind], kind),
    violationName: (type: string) => pick(violations[type as ViolationType], type),
    roleName: (role: string) => pick(roles[role as Role], role),
    localized: (named: Named) => pick(named, ''),
  }
}
