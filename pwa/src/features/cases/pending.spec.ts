import { describe, expect, it } from 'vitest'

import { withPending } from './pending'
import { makeCase, makeItem } from './testing/factories'

describe('a case with waiting answers', () => {
  it('looks corrected at once and offers no second first answer', () => {
    const shown = withPending(makeCase(), [makeItem({ action: 'rectify' })])
    expect(shown.state).toBe('rectified')
    expect(shown.allowed).toEqual(['urge'])
  })

  it('can still be corrected while "on my way" waits', () => {
    const shown = withPending(makeCase(), [makeItem()])
    expect(shown.state).toBe('acknowledged')
    expect(shown.allowed).toEqual(['rectify', 'dismiss', 'urge'])
  })

  it('rolls back when the answer was refused', () => {
    const row = makeCase()
    expect(withPending(row, [makeItem({ state: 'refused' })])).toBe(row)
  })

  it('is untouched by the answers to other cases', () => {
    const row = makeCase()
    expect(withPending(row, [makeItem({ case_id: 8 })])).toBe(row)
  })

  it('follows the verification, either way', () => {
    const row = makeCase({ state: 'rectified', allowed: ['verify'] })
    expect(withPending(row, [makeItem({ action: 'verify', fields: { is_accepted: true } })]).state).toBe('closed')
    expect(withPending(row, [makeItem({ action: 'verify', fields: { is_accepted: false } })]).state).toBe('open')
  })
})
