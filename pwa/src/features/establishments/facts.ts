/** The facts of a profile as labels and values in the chosen language. */
import { computed, reactive, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'

import type { Profile } from './types'
import { useWords } from './words'

export interface Fact {
  label: string
  value: string
}

export function useFacts(profile: Ref<Profile | null>) {
  const { t } = useI18n()
  const { kindName, bodyName, sizeName, tagName } = useWords()
  const fact = (key: string, value: string): Fact => ({ label: t(`establishments.fact.${key}`), value })

  const basics = computed(() => {
    const known = profile.value
    if (!known) return []
    const found = [fact('address', known.address), fact('legal_person', known.legal_person), fact('phone', known.phone)]
    if (known.kind === 'restaurant') found.push(fact('size_class', known.size_class ? sizeName(known.size_class) : ''))
    else found.push(fact('diners', known.diners ? String(known.diners) : ''))
    if (known.brand) found.push(fact('brand', known.brand))
    if (known.tags.length) found.push({ label: t('establishments.tags'), value: known.tags.map(tagName).join(t('settings.comma')) })
    return found
  })

  const register = computed(() => {
    const known = profile.value
    if (!known) return []
    return [fact('name', known.name), fact('kind', kindName(known.kind)), fact('credit_code', known.credit_code ?? ''), fact('competent_body', bodyName(known.competent_body)), fact('jurisdiction', known.jurisdiction.name)]
  })

  const meals = computed(() => (profile.value?.meal_times ?? []).map((meal) => ({ label: meal.name, value: `${meal.from} – ${meal.to}` })))
  const platforms = computed(() => (profile.value?.platforms ?? []).map((one) => ({ label: one.platform, value: one.shop_name })))
  return reactive({ basics, register, meals, platforms })
}
