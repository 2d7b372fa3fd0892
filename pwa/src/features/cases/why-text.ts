/** What the detector measured, out of the JSON that it sent; anything else in it is left out. */
import type { CaseWhy } from '@/shared/types'

export interface Measured {
  votes: { yes: number; no: number; unknown: number; all: number } | null
  personPx: number | null
  partPx: number | null
  presentS: number | null
}

export type Sureness = 'high' | 'middle' | 'low'

const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)

export function measuredOf(why: Pick<CaseWhy, 'measured'>): Measured {
  const raw = (why.measured ?? {}) as Record<string, unknown>
  const cast = (raw.votes ?? {}) as Record<string, unknown>
  const [yes, no, unknown] = [number(cast.yes) ?? 0, number(cast.no) ?? 0, number(cast.unknown) ?? 0]
  const all = yes + no + unknown
  return { votes: all ? { yes, no, unknown, all } : null, personPx: number(raw.person_px), partPx: number(raw.part_px), presentS: number(raw.present_s) }
}

/** Scores are calibrated: 0.9 means that nine of ten such findings are true. */
export function sureness(score: number): Sureness {
  if (score >= 0.9) return 'high'
  return score >= 0.75 ? 'middle' : 'low'
}
