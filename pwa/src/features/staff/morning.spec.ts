import { describe, expect, it } from 'vitest'

import { answerOf, setAbsent, setFit, setUnfit, standingOf, type Draft } from './morning'
import { addYear, daysBetween } from './words'

const people = [1, 2, 3].map((user_id) => ({ user_id, name: `p${user_id}`, posts: [], is_barred: false }))
const fever = { user_id: 2, finding: 'fever', temperature: 38.1, action: 'home' }

describe('the morning check', () => {
  it('takes everybody for fit who is not named', () => {
    expect(answerOf({ absent: [], exceptions: [] }, people, '2026-03-02')).toEqual({ day: '2026-03-02', fit_user_ids: [1, 2, 3], absent_user_ids: [], exceptions: [] })
  })

  it('names each person once, whatever was tapped before', () => {
    let draft: Draft = { absent: [], exceptions: [] }
    draft = setAbsent(setUnfit(draft, fever), 2)
    expect(standingOf(draft, 2)).toBe('absent')
    draft = setUnfit(draft, fever)
    expect(answerOf(draft, people, '2026-03-02')).toMatchObject({ fit_user_ids: [1, 3], absent_user_ids: [], exceptions: [fever] })
    expect(standingOf(setFit(draft, 2), 2)).toBe('fit')
  })

  it('leaves out somebody who is no longer here', () => {
    expect(answerOf({ absent: [9], exceptions: [] }, people, '2026-03-02').absent_user_ids).toEqual([])
  })
})

describe('validity', () => {
  it('ends on the same day a year on, on the 28th after a 29 February', () => {
    expect(addYear('2026-03-02')).toBe('2027-03-02')
    expect(addYear('2024-02-29')).toBe('2025-02-28')
  })

  it('counts days', () => expect(daysBetween('2026-02-27', '2026-03-02')).toBe(3))
})
