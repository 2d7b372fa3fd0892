/** Minutes until each step of a chain. */
import { violations, type Severity, type StepTimer, type ViolationType } from '@/generated/catalog'
import type { TimerRow } from '../types'

export const SEVERITIES: readonly Severity[] = ['critical', 'major', 'minor']

/** The row that counts: the establishment's before the default, one for the type before one for the severity. */
export function chooseTimer(rows: readonly TimerRow[], type: string | null, severity: Severity): TimerRow | null {
  const fitting = rows.filter((row) => (type !== null && row.type === type) || (row.type === null && row.severity === severity))
  const rank = (row: TimerRow) => (row.establishment_id === null ? 0 : 2) + (row.type === null ? 0 : 1)
  return fitting.reduce<TimerRow | null>((best, row) => (best === null || rank(row) > rank(best) ? row : best), null)
}

export interface TimerLine {
  type: ViolationType | null
  severity: Severity
  row: TimerRow
  /** Made for the establishment, not a default. */
  isOwn: boolean
}

/** One line per severity, then one for each type that has minutes of its own. */
export function timerLines(rows: readonly TimerRow[]): TimerLine[] {
  const types = (Object.keys(violations) as ViolationType[]).filter((type) => rows.some((row) => row.type === type))
  const wanted: [ViolationType | null, Severity][] = [...SEVERITIES.map((severity) => [null, severity] as [null, Severity]), ...types.map((type) => [type, violations[type].severity] as [ViolationType, Severity])]
  return wanted.flatMap(([type, severity]) => {
    const row = chooseTimer(rows, type, severity)
    return row ? [{ type, severity, row, isOwn: row.establishment_id !== null && row.type === type }] : []
  })
}

export function minutesOf(row: Pick<TimerRow, 't1_minutes' | 't2_minutes' | 'close_minutes'>, after: StepTimer): number {
  return { t0: 0, t1: row.t1_minutes, t2: row.t2_minutes, close: row.close_minutes }[after]
}

export const isRising = (row: Pick<TimerRow, 't1_minutes' | 't2_minutes' | 'close_minutes'>) => row.t1_minutes > 0 && row.t1_minutes < row.t2_minutes && row.t2_minutes < row.close_minutes
