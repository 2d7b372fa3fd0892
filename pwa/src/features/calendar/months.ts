/** The days of a month in weeks that begin on Monday. */
export interface Day {
  iso: string
  number: number
  isWeekend: boolean
}

const iso = (year: number, month: number, day: number) => `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`

/** `month` from 1; cells before the first and after the last day are null. */
export function weeksOf(year: number, month: number): (Day | null)[][] {
  const before = (new Date(Date.UTC(year, month - 1, 1)).getUTCDay() + 6) % 7
  const count = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const cells: (Day | null)[] = Array.from({ length: before }, () => null)
  for (let number = 1; number <= count; number++) cells.push({ iso: iso(year, month, number), number, isWeekend: (before + number - 1) % 7 >= 5 })
  while (cells.length % 7) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}
