/** Where a person goes who has just come in. */
import { useRoute, useRouter } from 'vue-router'

import { useSession } from '@/features/session/store'
import type { Me } from '@/shared/types'

/** Only paths of this app: an address of another site is not followed. */
export const isOwnPath = (path: string) => path.startsWith('/') && !path.startsWith('//') && !path.startsWith('/\\')

export function useArrival() {
  const route = useRoute()
  const router = useRouter()
  const session = useSession()

  const next = () => {
    const wanted = String(route.query.next ?? '')
    return isOwnPath(wanted) ? wanted : null
  }

  async function arrive(me: Me): Promise<void> {
    session.accept(me)
    await router.replace(next() ?? (me.memberships.length ? '/today' : '/join'))
  }
  return { arrive, next }
}
