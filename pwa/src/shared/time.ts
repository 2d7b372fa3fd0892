/** Times as people read them: relative in lists, exact on tap, 24 h, Asia/Shanghai. `now` is always handed in. */
import { onScopeDispose, ref, type Ref } from 'vue'

import type { Locale } from '@/shared/types'

export const TIME_ZONE = 'Asia/Shanghai'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export function exactTime(iso: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : 'zh-CN', {
    timeZone: TIME_ZONE,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(iso))
}

/** Hours and minutes today, month and day before that. */
export function shortTime(iso: string, now: number, locale: Locale): string {
  const at = new Date(iso)
  const tag = locale === 'en' ? 'en-GB' : 'zh-CN'
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE })
  const clock = new Intl.DateTimeFormat(tag, { timeZone: TIME_ZONE, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
  if (day.format(at) === day.format(new Date(now))) return clock
  const date = new Intl.DateTimeFormat(tag, { timeZone: TIME_ZONE, month: 'short', day: 'numeric' }).format(at)
  return `${date} ${clock}`
}

export function fullDay(at: number, locale: Locale): string {
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : 'zh-CN', { timeZone: TIME_ZONE, dateStyle: 'full' }).format(new Date(at))
}

export interface DurationParts {
  unit: 'now' | 'minutes' | 'hours' | 'days'
  count: number
}

/** One unit is enough in a list: "3 minutes", "2 hours", "5 days". */
export function durationParts(milliseconds: number): DurationParts {
  const span = Math.abs(milliseconds)
  if (span < MINUTE) return { unit: 'now', count: 0 }
  if (span < HOUR) return { unit: 'minutes', count: Math.floor(span / MINUTE) }
  if (span < 2 * DAY) return { unit: 'hours', count: Math.floor(span / HOUR) }
  return { unit: 'days', count: Math.floor(span / DAY) }
}

/** A clock that components share: moves every `everyMs` while one of them is on the screen. */
export function useNow(everyMs = 15_000): Ref<number> {
  const now = ref(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), everyMs)
  onScopeDispose(() => clearInterval(timer))
  return now
}
