/** Tags that fit a kind; the server refuses the others. */
import { establishmentKinds, type EstablishmentKind, type EstablishmentTag } from '@/generated/catalog.later'

const OF_RESTAURANTS: EstablishmentTag[] = ['hotpot', 'local_speciality', 'no_dine_in']
const OF_SCHOOLS: EstablishmentTag[] = ['boarding', 'nutrition_programme', 'off_campus_meals']

export function tagsOf(kind: string): EstablishmentTag[] {
  const tags: EstablishmentTag[] = ['contracted']
  if (kind !== 'chain_headquarters') tags.push('chain_branch')
  if (kind === 'restaurant') tags.unshift(...OF_RESTAURANTS)
  if (establishmentKinds[kind as EstablishmentKind]?.isSchool) tags.unshift(...OF_SCHOOLS)
  return tags
}
