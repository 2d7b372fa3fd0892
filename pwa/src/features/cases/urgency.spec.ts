import { describe, expect, it } from 'vitest'

import { byUrgency, urgencyOf } from './urgency'
import { makeRow, minutes, NOW } from './testing/factories'

describe('urgency', () => {
  it('is red when overdue or critical, orange when due soon', () => {
    expect(urgencyOf(makeRow({ due_at: minutes(-1) }), NOW)).toBe('overdue')
    expect(urgencyOf(makeRow({ is_overdue: true }), NOW)).toBe('overdue')
    expect(urgencyOf(makeRow({ severity: 'critical' }), NOW)).toBe('critical')
    expect(urgencyOf(makeRow({ due_at: minutes(29) }), NOW)).toBe('soon')
    expect(urgencyOf(makeRow({ due_at: minutes(300) }), NOW)).toBe('running')
  })

  it('ends with the case, whatever its clock says', () => {
    expect(urgencyOf(makeRow({ state: 'closed', is_overdue: true }), NOW)).toBe('closed')
    expect(urgencyOf(makeRow({ state: 'rectified', due_at: minutes(-5) }), NOW)).toBe('review')
  })

  it('puts mine first, then red, then what is due first', () => {
    const rows = [
      makeRow({ id: 1, is_mine: false, is_overdue: true }),
      makeRow({ id: 2, due_at: minutes(100) }),
      makeRow({ id: 3, due_at: minutes(60) }),
      makeRow({ id: 4, severity: 'critical' }),
      makeRow({ id: 5, is_overdue: true }),
    ]
    expect(rows.sort(byUrgency(NOW)).map((row) => row.id)).toEqual([5, 4, 3, 2, 1])
  })
})
