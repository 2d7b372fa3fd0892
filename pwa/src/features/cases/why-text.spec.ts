import { describe, expect, it } from 'vitest'

import { measuredOf, sureness } from './why-text'

describe('what was measured', () => {
  it('counts all looks', () => {
    const { votes } = measuredOf({ measured: { votes: { yes: 5, no: 1, unknown: 2 } } })
    expect(votes).toEqual({ yes: 5, no: 1, unknown: 2, all: 8 })
  })

  it('says nothing of what it does not know', () => {
    expect(measuredOf({ measured: { person_px: '180', votes: 3 } })).toEqual({ votes: null, personPx: null, partPx: null, presentS: null })
    expect(measuredOf({})).toEqual({ votes: null, personPx: null, partPx: null, presentS: null })
  })

  it('puts a score into words', () => {
    expect([0.95, 0.8, 0.6].map(sureness)).toEqual(['high', 'middle', 'low'])
  })
})
