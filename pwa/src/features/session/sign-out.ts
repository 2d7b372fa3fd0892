import { useNotifications } from '@/features/session/notifications'
import { useSession } from '@/features/session/store'
import { forgetReads } from '@/offline/reads'
import { forgetCachedReads } from '@/shared/service-worker'

/** Leaves nothing of this person on a shared phone except answers that still wait for them. */
export async function signOutHere(): Promise<void> {
  await useNotifications().release()
  await useSession().signOut()
  forgetCachedReads()
  await forgetReads()
}
