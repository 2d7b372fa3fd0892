import { useI18n } from 'vue-i18n'

import { durationParts, exactTime, fullDay, shortTime } from '@/shared/time'
import type { Locale } from '@/shared/types'

/** Times in words of the chosen language. */
export function useTimeText() {
  const { t, locale } = useI18n()
  const language = () => locale.value as Locale

  /** "3 分钟" between two instants. */
  function duration(milliseconds: number): string {
    const { unit, count } = durationParts(milliseconds)
    return t(`common.duration.${unit}`, { n: count }, count)
  }

  function relative(iso: string, now: number): string {
    const span = now - Date.parse(iso)
    const { unit } = durationParts(span)
    if (unit === 'now') return t('common.now')
    return span >= 0 ? t('common.ago', { span: duration(span) }) : t('common.in', { span: duration(span) })
  }

  return {
    duration,
    relative,
    day: (at: number) => fullDay(at, language()),
    exact: (iso: string) => exactTime(iso, language()),
    short: (iso: string, now: number) => shortTime(iso, now, language()),
  }
}
