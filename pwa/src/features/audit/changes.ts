/** What changed, one line per field. */

export interface Change {
  field: string
  before: string | null
  after: string
}

/** Lists of plain values read as a list; rows of objects one per line, "key value" beside each other. */
function text(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—'
  if (Array.isArray(value)) {
    if (value.length === 0) return '—'
    return value.some((item) => typeof item === 'object' && item !== null) ? value.map(text).join('\n') : value.join(', ')
  }
  if (typeof value === 'object') return Object.entries(value).map(([key, part]) => `${key} ${text(part)}`).join(' · ')
  return String(value)
}

const isPair = (value: unknown): value is [unknown, unknown] => Array.isArray(value) && value.length === 2

/** A pair is old and new; anything else is a fact of the act. */
export function changesOf(changes: Record<string, unknown>): Change[] {
  return Object.entries(changes).map(([field, value]) => (isPair(value) ? { field, before: text(value[0]), after: text(value[1]) } : { field, before: null, after: text(value) }))
}

const LONG = 90

export const isLong = (change: Change) => change.after.length + (change.before?.length ?? 0) > LONG
