import { describe, expect, it } from 'vitest'

import { makeRow, minutes, NOW } from '@/features/cases/testing/factories'
import { sectionsOf } from './sections'

describe('today', () => {
  it('separates mine from the rest and counts what is overdue', () => {
    const sections = sectionsOf([makeRow({ id: 1 }), makeRow({ id: 2, is_mine: false }), makeRow({ id: 3, is_overdue: true })], [], NOW, false)
    expect(sections.mine.map((row) => row.id)).toEqual([3, 1])
    expect(sections.others.map((row) => row.id)).toEqual([2])
    expect(sections.overdue).toBe(1)
  })

  it('asks whoever verifies, not whoever corrected', () => {
    const rows = [makeRow({ id: 1, state: 'rectified' })]
    expect(sectionsOf(rows, [], NOW, false).mine).toEqual([])
    expect(sectionsOf(rows, [], NOW, true).mine.map((row) => row.id)).toEqual([1])
  })

  it('shows as done only what ended today in Shanghai', () => {
    const closed = { state: 'closed' as const }
    const past = [makeRow({ id: 1, ...closed }), makeRow({ id: 2, ...closed, last_seen_at: minutes(-24 * 60) })]
    expect(sectionsOf([], past, NOW, false).done.map((row) => row.id)).toEqual([1])
  })
})
