import { TIME_ZONE } from '@/shared/time'

/** The calendar day in the kitchen's time zone, `days` from now, as YYYY-MM-DD. */
export function dayAfter(now: number, days: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE }).format(new Date(now + days * 86_400_000))
}
