import { describe, expect, it } from 'vitest'

import { copyDay, dayProblems } from './opening'

const row = (weekday: number, from: string, to: string) => ({ weekday, from, to })

describe('opening hours', () => {
  it('finds an end before its start', () => {
    expect([...dayProblems([row(0, '06:00', '20:00'), row(1, '20:00', '06:00')])]).toEqual([1])
  })

  it('finds spells that overlap', () => {
    expect([...dayProblems([row(2, '10:00', '14:00'), row(2, '06:00', '10:30')])]).toEqual([2])
    expect([...dayProblems([row(2, '10:30', '14:00'), row(2, '06:00', '10:30')])]).toEqual([])
  })

  it('copies one day over others without touching the rest', () => {
    const hours = [row(0, '06:00', '20:00'), row(1, '09:00', '10:00'), row(6, '10:00', '12:00')]
    expect(copyDay(hours, 0, [0, 1, 2])).toEqual([row(0, '06:00', '20:00'), row(1, '06:00', '20:00'), row(2, '06:00', '20:00'), row(6, '10:00', '12:00')])
  })
})
