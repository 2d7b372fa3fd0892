/** Editing the steps of a chain; the server checks the same rules again. */
import { stepTimers, type StepTimer } from '@/generated/catalog'
import type { ChainStep } from '../types'

export const MOST_STEPS = 8

/** "holder" stands for the case's named person. Those whom a case can reach, from the kitchen upwards. */
export const CHAIN_ROLES = [
  'holder', 'worker', 'keeper', 'canteen_head', 'safety_officer', 'safety_head', 'principal', 'video_keeper', 'vendor', 'supplier',
  'office_officer', 'county_officer', 'city_officer', 'education_officer',
] as const

/** Levels are the steps' places; nobody types them. */
export const numbered = (steps: readonly ChainStep[]): ChainStep[] => steps.map((step, index) => ({ ...step, level: index + 1 }))

export function addStep(steps: readonly ChainStep[]): ChainStep[] {
  if (steps.length >= MOST_STEPS) return [...steps]
  const last = steps.at(-1)?.after
  const next = last ? (stepTimers[stepTimers.indexOf(last) + 1] ?? last) : 't0'
  return numbered([...steps, { level: 0, roles: [], after: next }])
}

export function swapSteps(steps: readonly ChainStep[], index: number): ChainStep[] {
  const [a, b] = [steps[index], steps[index + 1]]
  if (!a || !b) return [...steps]
  // People change places; the times stay where they are, so that the ladder keeps rising.
  return numbered(steps.map((step, at) => (at === index ? { ...b, after: a.after } : at === index + 1 ? { ...a, after: b.after } : step)))
}

export type StepProblem = 'firstAtOnce' | 'notRising' | 'noRoles'

export function stepProblem(steps: readonly ChainStep[], index: number): StepProblem | null {
  const step = steps[index]
  if (!step) return null
  const order = (after: StepTimer) => stepTimers.indexOf(after)
  const before = steps[index - 1]
  if (index === 0 && step.after !== 't0') return 'firstAtOnce'
  if (before && order(step.after) < order(before.after)) return 'notRising'
  return step.roles.length === 0 ? 'noRoles' : null
}
