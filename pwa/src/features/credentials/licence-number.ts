/** The licence number while it is typed; the server checks again. See backend/credentials/policy.py for what is certain. */
export type NumberProblem = 'start' | 'digits' | 'length'

export const tidyNumber = (text: string): string => text.replaceAll(/\s/g, '').toUpperCase()

/** What can no longer become a licence number, or null; a number that is only too short so far is 'length'. */
export function numberProblem(text: string): NumberProblem | null {
  const number = tidyNumber(text)
  if (!'JY'.startsWith(number.slice(0, 2))) return 'start'
  const digits = number.slice(2)
  if (digits && !/^[123]\d*$/.test(digits)) return 'digits'
  return digits.length === 14 ? null : 'length'
}

/** ISO 7064 MOD 11,10 over the fourteen digits. A digit that does not fit is a reason to look again, not to refuse. */
export function fitsCheckDigit(text: string): boolean {
  const digits = [...tidyNumber(text).slice(2)].map(Number)
  const last = digits.pop()
  let rest = 10
  for (const digit of digits) rest = (((rest + digit) % 10 || 10) * 2) % 11
  return (11 - rest) % 10 === last
}

/** The same day some years later; 29 February becomes 1 March. */
export function addYears(day: string, years: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const end = new Date(Date.UTC(year + years, month - 1, date))
  return Number.isNaN(end.getTime()) ? '' : end.toISOString().slice(0, 10)
}
