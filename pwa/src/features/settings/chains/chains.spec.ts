import { describe, expect, it } from 'vitest'

import { clockTime, instantOf } from './clock-time'
import type { ChainStep, TimerRow } from '../types'
import { addStep, MOST_STEPS, stepProblem, swapSteps } from './steps'
import { chooseTimer, isRising, minutesOf, timerLines } from './timers'

const row = (change: Partial<TimerRow>): TimerRow => ({ id: 1, establishment_id: null, type: null, severity: 'major', t1_minutes: 30, t2_minutes: 120, close_minutes: 1440, clock: 'always', ...change })

describe('timers', () => {
  const rows = [row({ id: 1 }), row({ id: 2, severity: 'critical', t1_minutes: 10, t2_minutes: 60 }), row({ id: 3, severity: 'critical', type: 'INTRUDE', t1_minutes: 10, t2_minutes: 30 })]

  it('let a type win over its severity', () => {
    expect(chooseTimer(rows, 'INTRUDE', 'critical')?.id).toBe(3)
    expect(chooseTimer(rows, 'CAM_FREEZE', 'critical')?.id).toBe(2)
  })

  it("let the establishment's row win over a default", () => {
    expect(chooseTimer([...rows, row({ id: 9, establishment_id: 1, severity: 'critical' })], 'INTRUDE', 'critical')?.id).toBe(9)
  })

  it('are listed by severity, then by type', () => {
    expect(timerLines(rows).map(({ type, severity, isOwn }) => [type, severity, isOwn])).toEqual([[null, 'critical', false], [null, 'major', false], ['INTRUDE', 'critical', false]])
  })

  it('know the minutes of a step', () => {
    expect([minutesOf(row({}), 't0'), minutesOf(row({}), 't2')]).toEqual([0, 120])
  })

  it('must rise', () => {
    expect(isRising(row({}))).toBe(true)
    expect(isRising(row({ t2_minutes: 30 }))).toBe(false)
  })
})

describe('the time of a dry run', () => {
  it('is meant as Shanghai time on every device', () => {
    expect(instantOf('2026-11-20T16:30')).toBe('2026-11-20T08:30:00.000Z')
    expect(clockTime(new Date('2026-11-20T20:05:40Z'))).toBe('2026-11-21T04:05')
  })
})

describe('steps of a chain', () => {
  const steps: ChainStep[] = [{ level: 1, roles: ['holder'], after: 't0' }, { level: 2, roles: ['safety_head'], after: 't1' }]

  it('are added at the top with the next timer', () => {
    expect(addStep(steps)[2]).toEqual({ level: 3, roles: [], after: 't2' })
  })

  it('are at most eight', () => {
    let many = steps
    for (let index = 0; index < 20; index += 1) many = addStep(many)
    expect(many).toHaveLength(MOST_STEPS)
  })

  it('change people but not times when they are swapped', () => {
    expect(swapSteps(steps, 0)).toEqual([{ level: 1, roles: ['safety_head'], after: 't0' }, { level: 2, roles: ['holder'], after: 't1' }])
  })

  it('name what is wrong with them', () => {
    expect(stepProblem([{ level: 1, roles: ['holder'], after: 't1' }], 0)).toBe('firstAtOnce')
    expect(stepProblem([steps[1] as ChainStep, { level: 2, roles: ['principal'], after: 't0' }], 1)).toBe('notRising')
    expect(stepProblem([{ level: 1, roles: [], after: 't0' }], 0)).toBe('noRoles')
    expect(stepProblem(steps, 1)).toBeNull()
  })
})
