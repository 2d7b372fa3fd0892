/** Which establishment the settings speak of: named in the address, else the person's own, else the first they may see. */
import { computed, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { useSession } from '@/features/session/store'
import { useResource } from '@/shared/resource'
import type { Establishment } from '@/shared/types'
import { listEstablishments } from './api'

export interface EstablishmentChoice {
  id: Ref<number | null>
  options: Ref<Establishment[]>
  error: Ref<unknown>
}

/** Stands for the defaults of the whole platform where these may be chosen. */
export const PLATFORM = 0

export function useEstablishment(hasPlatform = false): EstablishmentChoice {
  const route = useRoute()
  const router = useRouter()
  const session = useSession()
  const list = useResource(() => 'all', listEstablishments)
  const own = computed(() => session.me?.memberships.find((membership) => membership.scope === 'establishment')?.scope_id ?? null)

  const id = computed({
    get: () => {
      if (hasPlatform && route.query.establishment === String(PLATFORM)) return PLATFORM
      return Number(route.query.establishment) || own.value || (list.data.value?.[0]?.id ?? null)
    },
    set: (chosen) => void router.replace({ query: { establishment: chosen === null ? undefined : String(chosen) } }),
  })
  return { id, options: computed(() => list.data.value ?? []), error: list.error }
}
