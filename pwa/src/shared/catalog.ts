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
  const areaName = (kind: string) => pick(areas[kind as AreaKind], kind)

  /** An area that bears its kind's name is called so in either language; another says both. */
  function areaLabel(area: { kind: string; name: string }): string {
    const kind: Named | undefined = areas[area.kind as AreaKind]
    return area.name === kind?.zh || area.name === kind?.en ? areaName(area.kind) : `${areaName(area.kind)} · ${area.name}`
  }

  return {
    areaLabel,
    areaName,
    violationName: (type: string) => pick(violations[type as ViolationType], type),
    roleName: (role: string) => pick(roles[role as Role], role),
    localized: (named: Named) => pick(named, ''),
  }
}
