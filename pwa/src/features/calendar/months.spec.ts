import { describe, expect, it } from 'vitest'

import { weeksOf } from './months'

describe('weeks of a month', () => {
  it('begin on Monday and hold every day once', () => {
    const weeks = weeksOf(2026, 2)
    expect(weeks.map((week) => week.length)).toEqual([7, 7, 7, 7, 7])
    expect(weeks[0]?.findIndex((day) => day?.number === 1)).toBe(6)
    expect(weeks.flat().filter(Boolean)).toHaveLength(28)
  })

  it('know weekends', () => {
    const free = weeksOf(2026, 3).flat().filter((day) => day?.isWeekend)
    expect(free.map((day) => day?.iso).slice(0, 3)).toEqual(['2026-03-01', '2026-03-07', '2026-03-08'])
  })
})
