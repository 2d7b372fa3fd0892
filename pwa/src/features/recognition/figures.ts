/** Numbers of the recognition as people read them. Pure. */
import type { QualityLine, Suggestion } from './api'

export const percent = (share: number): string => `${Math.round(share * 100)}%`

/** A value in the unit of its parameter: shares as percent, the rest as it is. */
export function valueText(kind: Suggestion['kind'], value: number | null | undefined): string {
  if (value === null || value === undefined) return ''
  return kind === 'min_score' ? percent(value) : String(Math.round(value * 10) / 10)
}

export interface Bar {
  until: string
  false: number
  true: number
  unanswered: number
  /** Height of each part as a share of the tallest week. */
  parts: { name: 'false' | 'true' | 'unanswered'; share: number }[]
}

const NAMES = ['unanswered', 'true', 'false'] as const

export function barsOf(weeks: QualityLine['weeks']): Bar[] {
  const tallest = Math.max(1, ...weeks.map((week) => week.false + week.true + week.unanswered))
  return weeks.map((week) => ({ ...week, parts: NAMES.filter((name) => week[name] > 0).map((name) => ({ name, share: week[name] / tallest })) }))
}

/** Test figures of a model that are plain numbers, a level or two deep: "test.f1" to 0.96. */
export function figuresOf(metrics: Record<string, unknown>, most = 8): [string, string][] {
  const found: [string, string][] = []
  const take = (name: string, value: unknown, depth: number) => {
    if (typeof value === 'number') found.push([name, Number.isInteger(value) ? String(value) : value.toFixed(3)])
    else if (depth < 2 && value && typeof value === 'object' && !Array.isArray(value)) for (const [key, inner] of Object.entries(value)) take(name ? `${name}.${key}` : key, inner, depth + 1)
  }
  take('', metrics, -1)
  return found.slice(0, most)
}
