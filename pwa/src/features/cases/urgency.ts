/** How a case looks at a glance, and which comes first. Pure: `now` is an argument. */
import type { CaseRow } from '@/shared/types'
import type { IconName } from '@/shared/ui/icons'

export type Tone = 'red' | 'orange' | 'green' | 'grey' | 'brand'
export type Urgency = 'overdue' | 'critical' | 'soon' | 'suspected' | 'running' | 'review' | 'closed' | 'dismissed'

const SOON_MS = 30 * 60_000

export const LOOKS: Record<Urgency, { tone: Tone; icon: IconName }> = {
  overdue: { tone: 'red', icon: 'timer' },
  critical: { tone: 'red', icon: 'warning' },
  soon: { tone: 'orange', icon: 'clock' },
  suspected: { tone: 'grey', icon: 'unknown' },
  running: { tone: 'brand', icon: 'alert' },
  review: { tone: 'grey', icon: 'eye' },
  closed: { tone: 'green', icon: 'done' },
  dismissed: { tone: 'grey', icon: 'failed' },
}

const ORDER: Urgency[] = ['overdue', 'critical', 'soon', 'suspected', 'running', 'review', 'closed', 'dismissed']

export function isEnded(row: Pick<CaseRow, 'state'>): boolean {
  return row.state === 'closed' || row.state === 'dismissed'
}

export function urgencyOf(row: CaseRow, now: number): Urgency {
  if (row.state === 'closed' || row.state === 'dismissed') return row.state
  if (row.state === 'rectified') return 'review'
  // Nobody has confirmed it: no clock runs.
  if (row.is_suspected) return 'suspected'
  const due = row.due_at ? Date.parse(row.due_at) : Infinity
  if (row.is_overdue || due < now) return 'overdue'
  if (row.severity === 'critical') return 'critical'
  return due - now <= SOON_MS ? 'soon' : 'running'
}

/** Mine first, red first, then what is due first, then the oldest. */
export function byUrgency(now: number): (a: CaseRow, b: CaseRow) => number {
  const rank = (row: CaseRow) => ORDER.indexOf(urgencyOf(row, now))
  const due = (row: CaseRow) => (row.due_at ? Date.parse(row.due_at) : Infinity)
  return (a, b) =>
    Number(b.is_mine) - Number(a.is_mine) || rank(a) - rank(b) || compare(due(a), due(b)) || Date.parse(a.opened_at) - Date.parse(b.opened_at)
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1
}
