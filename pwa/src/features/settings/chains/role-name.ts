import { useI18n } from 'vue-i18n'

import { useCatalog } from '@/shared/catalog'

/** Also names "holder", who is a person and not a role. */
export function useRoleName() {
  const { t } = useI18n()
  const { roleName } = useCatalog()
  return (role: string) => (role === 'holder' ? t('settings.chains.holder') : roleName(role))
}
