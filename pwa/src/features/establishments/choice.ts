/** Which establishment the screens speak of: named in the address, else the person's own. Officers have too many to list. */
import { computed, type Ref } from 'vue'
import { useRoute } from 'vue-router'

import { useSession } from '@/features/session/store'

export function usePlace(): Ref<number | null> {
  const route = useRoute()
  const session = useSession()
  const own = computed(() => session.me?.memberships.find((membership) => membership.scope === 'establishment')?.scope_id ?? null)
  return computed(() => Number(route.query.establishment) || own.value)
}
