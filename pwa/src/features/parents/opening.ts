/** When a group may look, in words. */
import { useI18n } from 'vue-i18n'

import type { ViewingGroup } from './types'

const DAY_MS = 86_400_000

export function useOpening() {
  const { t, locale } = useI18n()

  /** "11:00" today, "tomorrow 11:00", else the weekday or the date with the time. */
  function opensText(iso: string, now: number): string {
    const at = new Date(iso)
    const time = at.toLocaleTimeString(locale.value, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    const midnight = new Date(now).setHours(0, 0, 0, 0)
    const days = Math.floor((at.getTime() - midnight) / DAY_MS)
    if (days <= 0) return time
    if (days === 1) return t('parents.watch.tomorrow', { time })
    const day = at.toLocaleDateString(locale.value, days < 7 ? { weekday: 'long' } : { month: 'long', day: 'numeric' })
    return `${day} ${time}`
  }

  /** "周一 周二 11:00–13:00"; days with the same times share a line. */
  function hoursText(hours: ViewingGroup['hours']): string[] {
    const byTimes = new Map<string, number[]>()
    for (const { weekday, from, to } of [...hours].sort((a, b) => a.weekday - b.weekday)) byTimes.set(`${from}–${to}`, [...(byTimes.get(`${from}–${to}`) ?? []), weekday])
    return [...byTimes].map(([times, days]) => `${days.map((day) => t(`settings.weekday.${day}`)).join(' ')} ${times}`)
  }

  return { opensText, hoursText }
}
