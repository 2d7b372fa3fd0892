import { describe, expect, it } from 'vitest'

import type { Rule } from '../types'
import { changedParameters, defaultParameters, effectiveRule, isQuietIn, ruleProblems } from './rule-text'

const rule = (change: Partial<Rule>): Rule => ({ ...defaultParameters('CLOTHES'), id: 1, establishment_id: 1, area_id: null, camera_id: null, type: 'CLOTHES', ...change })

describe('rules', () => {
  const rules = [rule({ id: 1, hold_s: 8 }), rule({ id: 2, area_id: 3, hold_s: 6 }), rule({ id: 3, area_id: 3, camera_id: 7, hold_s: 4 })]

  it('let the most particular one win', () => {
    expect(effectiveRule(rules, 'CLOTHES', { areaId: 3, cameraId: 7 })).toMatchObject({ origin: 'own', parameters: { hold_s: 4 } })
    expect(effectiveRule(rules, 'CLOTHES', { areaId: 3, cameraId: 8 })).toMatchObject({ origin: 'area', parameters: { hold_s: 6 } })
    expect(effectiveRule(rules, 'CLOTHES', { areaId: 4, cameraId: 9 })).toMatchObject({ origin: 'establishment', parameters: { hold_s: 8 } })
    expect(effectiveRule(rules, 'CLOTHES', { areaId: null, cameraId: null })).toMatchObject({ origin: 'own' })
  })

  it('fall back to the default of the type', () => {
    expect(effectiveRule([], 'INTRUDE', { areaId: 3, cameraId: 7 })).toMatchObject({ origin: 'default', parameters: { schedule: 'closed', hold_s: 3 } })
  })

  it('name what differs from the default', () => {
    expect(changedParameters({ ...defaultParameters('CLOTHES'), hold_s: 9, is_enabled: false }, 'CLOTHES')).toEqual(['is_enabled', 'hold_s'])
  })

  it('watch by themselves only where the kind is required', () => {
    expect(isQuietIn('MASK', 'SPECIAL', 'default', true)).toBe(false)
    expect(isQuietIn('MASK', 'COOK', 'default', true)).toBe(true)
    expect(isQuietIn('MASK', 'COOK', 'establishment', true)).toBe(true)
    expect(isQuietIn('MASK', 'COOK', 'own', true)).toBe(false)
    expect(isQuietIn('MASK', 'COOK', 'area', true)).toBe(false)
    expect(isQuietIn('MASK', null, 'default', false)).toBe(false)
  })

  it('only suspect smoking, and let people put their caps on', () => {
    expect(defaultParameters('SMOKE')).toMatchObject({ standing: 'suspect' })
    expect(defaultParameters('CAP')).toMatchObject({ standing: 'certain', grace_s: 60 })
    expect([...ruleProblems({ ...defaultParameters('CAP'), grace_s: 601 })]).toEqual(['grace_s'])
  })

  it('refuse more votes than frames', () => {
    expect([...ruleProblems({ ...defaultParameters('CLOTHES'), votes: 6, window: 5 })]).toEqual(['votes'])
    expect([...ruleProblems({ ...defaultParameters('CLOTHES'), min_height: Number.NaN })]).toEqual(['min_height'])
  })
})
