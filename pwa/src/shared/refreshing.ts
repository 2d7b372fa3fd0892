import { onScopeDispose } from 'vue'

import { POLL_MS, useChanges } from '@/shared/realtime'
import type { Change, ChangeKind } from '@/shared/types'

const CALM_MS = 1_000

/**
 * Calls `refresh` now, on announcements of `kinds` (at most once a second) and every 15 s while the page is seen.
 * For what also changes without an announcement, such as the age of a camera's last picture.
 */
export function useRefreshing(kinds: ChangeKind[], refresh: () => unknown, isWanted: (change: Change) => boolean = () => true): void {
  let pending: ReturnType<typeof setTimeout> | undefined

  function soon(): void {
    pending ??= setTimeout(() => {
      pending = undefined
      void refresh()
    }, CALM_MS)
  }

  useChanges(kinds, (change) => isWanted(change) && soon())
  const timer = setInterval(() => document.visibilityState === 'visible' && void refresh(), POLL_MS)
  onScopeDispose(() => {
    clearInterval(timer)
    clearTimeout(pending)
  })
  void refresh()
}
