import { describe, expect, it } from 'vitest'

import { daySpans, isAllDay, unheldAreas } from './responsibilities'
import type { Responsibility } from './types'

const row = (change: Partial<Responsibility>): Responsibility => ({ id: 1, area_id: null, violation_type: null, user_id: 5, is_deputy: false, weekdays: [0], from: '00:00', to: '24:00', ...change })
const areas = [{ id: 1, kind: 'COOK', name: '烹饪区' }, { id: 2, kind: 'SAMPLE', name: '留样柜' }]

describe('responsibilities', () => {
  it('name the areas that nobody holds first', () => {
    expect(unheldAreas(areas, [row({ area_id: 1 }), row({ area_id: 2, is_deputy: true })]).map(({ id }) => id)).toEqual([2])
    expect(unheldAreas(areas, [row({})])).toEqual([])
    expect(unheldAreas(areas, [row({ violation_type: 'CLOTHES' })])).toHaveLength(2)
  })

  it('say weekdays as spans', () => {
    expect(daySpans([4, 0, 1, 2, 6])).toEqual([[0, 2], [4, 4], [6, 6]])
  })

  it('know a whole day', () => {
    expect(isAllDay(row({}))).toBe(true)
    expect(isAllDay(row({ from: '06:00' }))).toBe(false)
  })
})
