/** Names of an establishment's facts in the chosen language. */
import { useI18n } from 'vue-i18n'

import { competentBodies, establishmentKinds, establishmentTags, posts, sizeClasses, type EstablishmentKind } from '@/generated/catalog.later'
import { useCatalog } from '@/shared/catalog'

type Named = { readonly zh: string; readonly en: string }
type Names = Readonly<Record<string, Named>>

export function useWords() {
  const { t, locale } = useI18n()
  const { localized } = useCatalog()
  const name = (names: Names, code: string) => (names[code] ? localized(names[code]) : code)
  const postName = (post: string) => name(posts, post)

  const specOf = (kind: string) => establishmentKinds[kind as EstablishmentKind] as (typeof establishmentKinds)[EstablishmentKind] | undefined

  /** 园长 in a kindergarten, 校长 in a school. */
  function headTitle(kind: string): string {
    const spec = specOf(kind)
    return spec ? (locale.value === 'en' ? spec.headEn : spec.headZh) : ''
  }

  return {
    headTitle,
    isSchool: (kind: string) => specOf(kind)?.isSchool ?? false,
    hasBans: (kind: string) => specOf(kind)?.bans ?? false,
    postName,
    kindName: (kind: string) => name(establishmentKinds, kind),
    tagName: (tag: string) => name(establishmentTags, tag),
    sizeName: (size: string) => name(sizeClasses, size),
    bodyName: (body: string) => name(competentBodies, body),
    factName: (key: string) => (key.startsWith('post:') ? t('establishments.postMissing', { post: postName(key.slice(5)) }) : t(`establishments.fact.${key}`)),
  }
}
