import { useI18n } from 'vue-i18n'

import { useTimeText } from '@/shared/time-text'
import type { CaseRow } from '@/shared/types'
import { isEnded } from './urgency'

/** "烹饪区2 · 未穿工作服 · 3 分钟": where, what, how long. */
export function useHeadline() {
  const { t, locale } = useI18n()
  const { duration } = useTimeText()

  const typeName = (row: Pick<CaseRow, 'type_zh' | 'type_en'>) => ((locale.value as string) === 'en' ? row.type_en : row.type_zh)
  const what = (row: CaseRow) => (row.is_suspected ? t('cases.suspected', { what: typeName(row) }) : typeName(row))
  const title = (row: CaseRow) => [row.camera?.name ?? row.area?.name ?? row.establishment.name, what(row)].join(' · ')

  function howLong(row: CaseRow, now: number): string {
    const until = isEnded(row) ? Date.parse(row.last_seen_at) : now
    return duration(until - Date.parse(row.opened_at))
  }

  const headline = (row: CaseRow, now: number) => `${title(row)} · ${howLong(row, now)}`

  return { title, headline }
}
