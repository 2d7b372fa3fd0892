import { describe, expect, it } from 'vitest'

import { changesOf } from './changes'

describe('what an audit entry changed', () => {
  it('is old and new for a pair', () => {
    expect(changesOf({ name: ['A', 'B'], note: [null, ''] })).toEqual([
      { field: 'name', before: 'A', after: 'B' },
      { field: 'note', before: '—', after: '—' },
    ])
  })

  it('reads as lists, not as code', () => {
    expect(changesOf({ steps: [[{ level: 1, roles: ['holder', 'worker'] }], []], colours: ['#fff', '#000', '#111'] })).toEqual([
      { field: 'steps', before: 'level 1 · roles holder, worker', after: '—' },
      { field: 'colours', before: null, after: '#fff, #000, #111' },
    ])
  })

  it('is a fact otherwise', () => {
    expect(changesOf({ reason: 'glare', hours: [{ weekday: 0 }, { weekday: 1 }, { weekday: 2 }] })).toEqual([
      { field: 'reason', before: null, after: 'glare' },
      { field: 'hours', before: null, after: 'weekday 0\nweekday 1\nweekday 2' },
    ])
  })
})
