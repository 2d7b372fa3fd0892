/** Who holds what, and what nobody holds. */
import type { AreaRef } from '@/shared/types'
import type { Responsibility } from './types'

/** Areas that no first-in-line person holds: cases there would go to the next level at once. */
export function unheldAreas(areas: readonly AreaRef[], rows: readonly Responsibility[]): AreaRef[] {
  const first = rows.filter((row) => !row.is_deputy && row.violation_type === null)
  return areas.filter((area) => !first.some((row) => row.area_id === null || row.area_id === area.id))
}

/** [0,1,2,4] -> [[0,2],[4,4]]: weekdays as spans of neighbours. */
export function daySpans(weekdays: readonly number[]): [number, number][] {
  const spans: [number, number][] = []
  for (const day of [...weekdays].sort((a, b) => a - b)) {
    const last = spans.at(-1)
    if (last && last[1] === day - 1) last[1] = day
    else spans.push([day, day])
  }
  return spans
}

export const isAllDay = (row: Pick<Responsibility, 'from' | 'to'>) => row.from === '00:00' && row.to === '24:00'
