/** Names and lights of people's files in the chosen language. */
import { useI18n } from 'vue-i18n'

import { leavingReasons, morningFindings, posts, type LeavingReason, type MorningFinding, type Post } from '@/generated/catalog.later'
import { useCatalog } from '@/shared/catalog'
import { TIME_ZONE } from '@/shared/time'
import type { IconName } from '@/shared/ui/icons'
import type { Light, StaffRow } from './types'

export interface Mark {
  tone: Light
  icon: IconName
  label: string
}

const ICONS: Record<StaffRow['health'], IconName> = { valid: 'done', due: 'clock', expired: 'alert', missing: 'warning', not_needed: 'minus' }

/** "2026-03-02": the day at the kitchen. */
export const dayOf = (iso: string | number | Date): string => new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE }).format(new Date(iso))

export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)

export function addYear(day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  if (!year || !month || !date) return ''
  const last = new Date(Date.UTC(year + 1, month, 0)).getUTCDate()
  return `${year + 1}-${String(month).padStart(2, '0')}-${String(Math.min(date, last)).padStart(2, '0')}`
}

export function useWords() {
  const { t } = useI18n()
  const { localized } = useCatalog()

  function healthMark(row: Pick<StaffRow, 'health' | 'light' | 'expires_on'>, today = dayOf(Date.now())): Mark {
    const days = row.expires_on ? daysBetween(today, row.expires_on) : 0
    const label = row.health === 'due' ? t('staff.health.due', { n: days }, days) : t(`staff.health.${row.health}`)
    return { tone: row.light, icon: ICONS[row.health], label }
  }

  const named = <T extends string>(catalog: Record<T, { zh: string; en: string }>, code: string) => (code in catalog ? localized(catalog[code as T]) : code)
  const postName = (code: string) => named<Post>(posts, code)
  return {
    healthMark,
    postName,
    postNames: (codes: readonly string[]) => codes.map(postName).join(t('common.comma')),
    reasonName: (code: string) => named<LeavingReason>(leavingReasons, code),
    findingName: (code: string) => named<MorningFinding>(morningFindings, code),
    postOptions: () => (Object.keys(posts) as Post[]).map((value) => ({ value: value as string, label: postName(value) })),
    reasonOptions: () => (Object.keys(leavingReasons) as LeavingReason[]).map((value) => ({ value: value as string, label: named<LeavingReason>(leavingReasons, value) })),
    findingOptions: () => (Object.keys(morningFindings) as MorningFinding[]).map((value) => ({ value: value as string, label: named<MorningFinding>(morningFindings, value) })),
  }
}
