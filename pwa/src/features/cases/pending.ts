/** What the screen shows while answers still wait: the state they will lead to, and no second try of the same. */
import type { OutboxItem } from '@/offline/db'
import type { CaseAction, CaseRow, CaseState } from '@/shared/types'

const FIRST_ANSWERS: CaseAction[] = ['confirm', 'acknowledge', 'rectify', 'dismiss']

interface Effect {
  state?: CaseState
  isConfirmed?: boolean
  settles: CaseAction[]
}

function effectOf(item: OutboxItem, state: CaseState): Effect {
  switch (item.action) {
    case 'confirm':
      return { isConfirmed: true, settles: ['confirm'] }
    case 'acknowledge':
      return { state: state === 'open' ? 'acknowledged' : state, settles: ['acknowledge'] }
    case 'rectify':
      return { state: 'rectified', isConfirmed: true, settles: FIRST_ANSWERS }
    case 'dismiss':
      return { state: 'dismissed', settles: FIRST_ANSWERS }
    case 'verify':
      return { state: item.fields.is_accepted ? 'closed' : 'open', settles: ['verify'] }
    default:
      return { settles: [item.action as CaseAction] }
  }
}

/** The case as it will be once the waiting items have arrived; refused ones change nothing. */
export function withPending<T extends CaseRow & { allowed?: CaseAction[] }>(row: T, items: OutboxItem[]): T {
  let shown = row
  for (const item of items) {
    if (item.case_id !== row.id || item.state !== 'waiting') continue
    const { state, isConfirmed, settles } = effectOf(item, shown.state)
    shown = { ...shown, state: state ?? shown.state, is_suspected: shown.is_suspected && !isConfirmed, allowed: shown.allowed?.filter((action) => !settles.includes(action)) }
  }
  return shown
}
