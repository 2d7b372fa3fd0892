/** What changed, one line per field. */

export interface Change {
  field: string
  before: string | null
  after: string
}

function text(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const isPair = (value: unknown): value is [unknown, unknown] => Array.isArray(value) && value.length === 2

/** A pair is old and new; anything else is a fact of the act. */
export function changesOf(changes: Record<string, unknown>): Change[] {
  return Object.entries(changes).map(([field, value]) => (isPair(value) ? { field, before: text(value[0]), after: text(value[1]) } : { field, before: null, after: text(value) }))
}
