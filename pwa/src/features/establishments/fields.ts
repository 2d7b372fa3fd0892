/** Which fields the server refused, so that each says so where it stands. */
import { ApiError } from '@/shared/problem'

export function refusedFields(error: unknown): Set<string> {
  if (!(error instanceof ApiError) || error.status !== 422) return new Set()
  const { json } = error.fields
  const named = typeof json === 'object' && json !== null ? json : error.fields
  return new Set(Object.keys(named))
}
