import { describe, expect, it } from 'vitest'

import { durationParts, exactTime, shortTime } from './time'

const NOW = Date.parse('2026-11-21T04:00:00Z')

describe('times', () => {
  it('are shown on the clock of Shanghai whatever the device says', () => {
    expect(exactTime('2026-11-21T04:05:06Z', 'zh-CN')).toContain('12:05:06')
    expect(exactTime('2026-11-21T16:30:00Z', 'en')).toBe('22/11/2026, 00:30:00')
  })

  it('name the day only when it is another one', () => {
    expect(shortTime('2026-11-21T01:02:00Z', NOW, 'zh-CN')).toBe('09:02')
    expect(shortTime('2026-11-20T01:02:00Z', NOW, 'zh-CN')).toBe('11月20日 09:02')
    expect(shortTime('2026-11-20T01:02:00Z', NOW, 'en')).toBe('20 Nov 09:02')
  })

  it('are rounded down to one unit', () => {
    expect(durationParts(59_000)).toEqual({ unit: 'now', count: 0 })
    expect(durationParts(-3 * 60_000)).toEqual({ unit: 'minutes', count: 3 })
    expect(durationParts(26 * 3_600_000)).toEqual({ unit: 'hours', count: 26 })
    expect(durationParts(49 * 3_600_000)).toEqual({ unit: 'days', count: 2 })
  })
})
