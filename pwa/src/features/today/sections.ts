/** Splits what was read into the parts of the one list. Pure: `now` is an argument. */
import { byUrgency, isEnded, urgencyOf } from '@/features/cases/urgency'
import { TIME_ZONE } from '@/shared/time'
import type { CaseRow } from '@/shared/types'

export interface TodaySections {
  mine: CaseRow[]
  others: CaseRow[]
  done: CaseRow[]
  /** How many of mine are overdue. */
  overdue: number
}

function isToday(iso: string | null, now: number): boolean {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE })
  return iso !== null && day.format(new Date(iso)) === day.format(new Date(now))
}

/**
 * A corrected case waits for whoever may verify it, not for the one who corrected it. `verifies`: this person checks
 * corrections in their own establishment.
 */
export function sectionsOf(active: CaseRow[], past: CaseRow[], now: number, verifies: boolean): TodaySections {
  const isMine = (row: CaseRow) => (row.state === 'rectified' ? verifies : row.is_mine)
  const order = byUrgency(now)
  const running = active.filter((row) => !isEnded(row))
  const mine = running.filter(isMine).sort(order)
  return {
    mine,
    others: running.filter((row) => !isMine(row)).sort(order),
    done: past.filter((row) => isEnded(row) && isToday(row.last_seen_at ?? row.opened_at, now)),
    overdue: mine.filter((row) => urgencyOf(row, now) === 'overdue').length,
  }
}
