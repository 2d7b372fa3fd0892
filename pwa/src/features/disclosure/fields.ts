/** The fields of each item that is entered by hand, in the order in which they are asked and shown. */
import type { DisclosureItem } from '@/generated/catalog'
import type { EntryData } from './api'

export interface ItemField {
  name: string
  kind: 'text' | 'long' | 'number' | 'flag' | 'grade' | 'annual' | 'conclusion'
  maxLength?: number
  max?: number
  isRequired?: boolean
}

const text = (name: string, maxLength: number, isRequired = false): ItemField => ({ name, kind: 'text', maxLength, isRequired })
const count = (name: string, max = 100_000): ItemField => ({ name, kind: 'number', max })

export const ITEM_FIELDS: Partial<Record<DisclosureItem, ItemField[]>> = {
  grade: [{ name: 'dynamic', kind: 'grade', isRequired: true }, { name: 'annual', kind: 'annual' }, count('points', 1000), count('items', 100), count('key_failures', 100)],
  inspections: [{ name: 'conclusion', kind: 'conclusion', isRequired: true }, { name: 'problems', kind: 'long', maxLength: 1000 }, { name: 'correction', kind: 'long', maxLength: 1000 }],
  safety_officers: [text('name', 60, true), { name: 'is_passed', kind: 'flag' }, text('certificate', 60)],
  additives: [{ name: 'is_none', kind: 'flag' }, text('name', 60), text('purpose', 60), text('used_in', 120)],
  ingredients: [text('name', 60, true), text('supplier', 120, true), text('batch', 60), text('certificates', 200)],
  self_checks: [count('planned'), count('done'), count('problems'), count('corrected')],
}

/** Who enters the item: the office or the establishment; null for what comes from elsewhere. */
export function enteredBy(item: DisclosureItem): 'office' | 'establishment' | null {
  if (!ITEM_FIELDS[item]) return null
  return item === 'grade' || item === 'inspections' ? 'office' : 'establishment'
}

/** Where people keep up what is not entered here. */
export const KEPT_AT: Partial<Record<DisclosureItem, string>> = { licence: '/credentials', pledge: '/credentials', workers_health: '/staff' }

/** What the form starts with; optional numbers of a sheet that is not at hand stay empty. */
export function emptyData(item: DisclosureItem): EntryData {
  const data: EntryData = {}
  for (const field of ITEM_FIELDS[item] ?? []) {
    if (field.kind === 'flag') data[field.name] = field.name === 'is_passed'
    else if (field.kind === 'number') data[field.name] = field.name === 'points' || field.name === 'items' ? null : 0
    else if (field.kind === 'annual') data[field.name] = null
    else if (field.kind === 'grade') data[field.name] = 'good'
    else if (field.kind === 'conclusion') data[field.name] = 'passed'
    else data[field.name] = ''
  }
  return data
}

/** The fields of an entry alone, without what the server added to it. */
export function ownData(item: DisclosureItem, data: EntryData): EntryData {
  return Object.fromEntries((ITEM_FIELDS[item] ?? []).map(({ name }) => [name, data[name] ?? null]))
}
