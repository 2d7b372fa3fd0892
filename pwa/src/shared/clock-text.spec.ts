import { describe, expect, it } from 'vitest'

import { clockOf } from './clock-text'

describe('a time of day', () => {
  it.each([['6', '06:00'], ['630', '06:30'], ['6:30', '06:30'], ['18：05', '18:05'], ['20.30', '20:30'], ['1730', '17:30'], ['24:00', '24:00'], ['0', '00:00'], ['8时', '08:00']])('is read from %s', (typed, time) => {
    expect(clockOf(typed)).toBe(time)
  })

  it.each(['', '25', '24:01', '12:60', 'noon', '1:2:3'])('is not read from "%s"', (typed) => {
    expect(clockOf(typed)).toBeNull()
  })
})
