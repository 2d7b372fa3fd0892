/** Opening hours as rows {weekday 0..6 from Monday, from, to}; several rows may share a day. */
import type { Hours } from './types'

export const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6] as const

export const hoursOf = (hours: readonly Hours[], weekday: number): Hours[] => hours.filter((row) => row.weekday === weekday)

/** Days whose times cannot be: the end not after the start, or two spells that overlap. */
export function dayProblems(hours: readonly Hours[]): Set<number> {
  const wrong = new Set<number>()
  for (const weekday of WEEKDAYS) {
    const spells = hoursOf(hours, weekday).sort((a, b) => a.from.localeCompare(b.from))
    spells.forEach((spell, index) => {
      const before = spells[index - 1]
      if (!spell.from || !spell.to || spell.to <= spell.from || (before && spell.from < before.to)) wrong.add(weekday)
    })
  }
  return wrong
}

/** The hours of `from` on every weekday (Monday to Friday) or on all days. */
export function copyDay(hours: readonly Hours[], from: number, days: readonly number[]): Hours[] {
  const pattern = hoursOf(hours, from)
  const kept = hours.filter((row) => !days.includes(row.weekday) || row.weekday === from)
  const copies = days.filter((day) => day !== from).flatMap((weekday) => pattern.map((row) => ({ ...row, weekday })))
  return [...kept, ...copies].sort((a, b) => a.weekday - b.weekday || a.from.localeCompare(b.from))
}
