/** Days without a time zone, as ISO texts. */
const iso = (date: Date): string => date.toISOString().slice(0, 10)

/** The first and last day of the month that lies `offset` months from that of `today`. */
export function monthOf(today: string, offset: number): { from: string; to: string } {
  const [year = 1970, month = 1] = today.split('-').map(Number)
  return { from: iso(new Date(Date.UTC(year, month - 1 + offset, 1))), to: iso(new Date(Date.UTC(year, month + offset, 0))) }
}

/** Empty cells before the first day of a month whose weeks begin on Monday. */
export const leadingBlanks = (from: string): number => (new Date(`${from}T00:00:00Z`).getUTCDay() + 6) % 7

/** Today where the person is. */
export function today(now = new Date()): string {
  return iso(new Date(now.getTime() - now.getTimezoneOffset() * 60_000))
}
