/** What happens on this device when the person's rights change while the app is open, or changed while it was closed. */
import { forgetReads } from '@/offline/reads'
import { announceAll } from '@/shared/realtime'
import { forgetCachedReads } from '@/shared/service-worker'
import { API_CACHE } from '@/sw/cache'
import type { Me } from '@/shared/types'

type Rights = Pick<Me, 'memberships' | 'permissions'>

const scopes = (me: Rights) => new Set(me.memberships.map((one) => `${one.role} ${one.scope} ${one.scope_id}`))

/** Whether something that could be seen before may not be seen any more. */
export function hasLost(before: Rights, now: Rights): boolean {
  const [places, permissions] = [scopes(now), new Set(now.permissions)]
  return [...scopes(before)].some((scope) => !places.has(scope)) || before.permissions.some((one) => !permissions.has(one))
}

/**
 * More rights: every page asks again. Fewer: no copy stays on the device, and the app starts anew, because pages and
 * stores still hold in memory what is no longer theirs. Answers that wait to be sent stay; the server judges them.
 */
export async function onAccessChanged(before: Rights, now: Rights, restart: () => void = () => location.reload()): Promise<void> {
  if (!hasLost(before, now)) return announceAll()
  forgetCachedReads()
  await Promise.all([forgetReads(), globalThis.caches?.delete(API_CACHE)])
  restart()
}
