/** What is missing of an establishment's file, and where each fact is put right. */
import type { Completeness } from './types'

/** The screen and field behind a fact; several establishments are told apart in the address. */
export function linkOf(key: string, id: number): string {
  const query = `?establishment=${id}`
  if (key.startsWith('post:')) return `/staff${query}`
  if (key === 'areas') return `/settings/areas${query}`
  if (key === 'terms') return `/establishment/calendar${query}`
  if (key === 'opening_hours') return `/settings/establishment${query}`
  if (key === 'licence') return `/credentials/${id}`
  return `/establishment${query}&edit=${key}`
}

export const missingOf = (known: Completeness): string[] => known.items.filter((item) => !item.is_filled).map((item) => item.key)

/** Whole percent; never 100 while anything is missing, never 0 while anything is there. */
export function percentOf(filled: number, total: number): number {
  if (total <= 0 || filled >= total) return 100
  return filled <= 0 ? 0 : Math.min(99, Math.max(1, Math.round((filled / total) * 100)))
}
