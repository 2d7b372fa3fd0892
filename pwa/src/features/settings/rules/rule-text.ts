/** Which rule counts where, and how it differs from the default. */
import { violations, type AreaKind, type ViolationType } from '@/generated/catalog'
import { watching, type Watching } from '@/generated/catalog.later'
import type { Rule, RuleParameters } from '../types'

export interface RuleScope {
  areaId: number | null
  cameraId: number | null
}

/** Where the parameters shown come from. */
export type RuleOrigin = 'own' | 'camera' | 'area' | 'establishment' | 'default'

export const RULE_TYPES = (Object.keys(violations) as ViolationType[]).filter((type) => violations[type].isSeen)

export function watchingOf(type: ViolationType): Watching {
  const found = watching[type]
  if (!found) throw new Error(`${type} is not seen by a camera`)
  return found
}

/** Whether somebody must switch it on first: nothing demands it in such an area, and only a rule of it or its camera counts. */
export function isQuietIn(type: ViolationType, area: AreaKind | null, origin: RuleOrigin, hasOwnPlace: boolean): boolean {
  if (area === null || watchingOf(type).areas.includes(area)) return false
  return origin === 'default' || origin === 'establishment' || (origin === 'own' && !hasOwnPlace)
}

export function defaultParameters(type: ViolationType): RuleParameters {
  const spec = violations[type]
  const { votes, window, minHeight, standing, graceSeconds } = watchingOf(type)
  return { is_enabled: true, min_height: minHeight, min_score: 0.5, hold_s: spec.holdSeconds, votes, window, merge_s: spec.mergeSeconds, schedule: spec.schedule, zone_ids: [], standing, grace_s: graceSeconds }
}

const isAt = (rule: Rule, scope: RuleScope) => (rule.camera_id ?? null) === scope.cameraId && (scope.cameraId !== null || (rule.area_id ?? null) === scope.areaId)

/** The row made for exactly this place. */
export function ownRule(rules: readonly Rule[], type: string, scope: RuleScope): Rule | null {
  return rules.find((rule) => rule.type === type && isAt(rule, scope)) ?? null
}

/** The most particular row wins: camera, then its area, then the establishment, then the product's default. */
export function effectiveRule(rules: readonly Rule[], type: ViolationType, scope: RuleScope): { parameters: RuleParameters; origin: RuleOrigin } {
  const places: [RuleOrigin, RuleScope][] = [['establishment', { areaId: null, cameraId: null }]]
  if (scope.areaId !== null) places.unshift(['area', { areaId: scope.areaId, cameraId: null }])
  if (scope.cameraId !== null) places.unshift(['camera', scope])
  const here = places[0]?.[0]
  for (const [origin, place] of places) {
    const rule = ownRule(rules, type, place)
    if (rule) return { parameters: parametersOf(rule), origin: origin === here ? 'own' : origin }
  }
  return { parameters: defaultParameters(type), origin: 'default' }
}

export function parametersOf(rule: RuleParameters): RuleParameters {
  const { is_enabled, min_height, min_score, hold_s, votes, window, merge_s, schedule, zone_ids, standing, grace_s } = rule
  return { is_enabled, min_height, min_score, hold_s, votes, window, merge_s, schedule, zone_ids: [...(zone_ids ?? [])], standing, grace_s }
}

/** Names of the parameters that differ from the product's default. */
export function changedParameters(parameters: RuleParameters, type: ViolationType): (keyof RuleParameters)[] {
  const normal = defaultParameters(type)
  return (Object.keys(normal) as (keyof RuleParameters)[]).filter((key) => JSON.stringify(parameters[key]) !== JSON.stringify(normal[key]))
}

export function ruleProblems(parameters: RuleParameters): Set<keyof RuleParameters> {
  const wrong = new Set<keyof RuleParameters>()
  const outside = (key: keyof RuleParameters, low: number, high: number) => {
    const value = Number(parameters[key])
    if (!(value >= low && value <= high)) wrong.add(key)
  }
  outside('min_height', LIMITS.min_height[0], LIMITS.min_height[1])
  outside('hold_s', LIMITS.hold_s[0], LIMITS.hold_s[1])
  outside('window', LIMITS.window[0], LIMITS.window[1])
  outside('votes', 1, parameters.window)
  outside('grace_s', LIMITS.grace_s[0], LIMITS.grace_s[1])
  outside('merge_s', LIMITS.merge_s[0], LIMITS.merge_s[1])
  return wrong
}

export const LIMITS = { min_height: [0, 1080], hold_s: [0, 3600], window: [1, 25], merge_s: [0, 86_400], grace_s: [0, 600] } as const
