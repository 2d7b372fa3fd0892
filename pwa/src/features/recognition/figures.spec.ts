import { describe, expect, it } from 'vitest'

import { barsOf, figuresOf, valueText } from './figures'

const week = (wrong: number, right: number, open: number) => ({ until: '2026-03-02T04:00:00Z', false: wrong, true: right, unanswered: open })

describe('figures', () => {
  it('draws each week against the tallest', () => {
    const bars = barsOf([week(1, 1, 0), week(0, 0, 0), week(3, 0, 1)])
    expect(bars.map((bar) => bar.parts)).toEqual([
      [{ name: 'true', share: 0.25 }, { name: 'false', share: 0.25 }],
      [],
      [{ name: 'unanswered', share: 0.25 }, { name: 'false', share: 0.75 }],
    ])
  })

  it('writes values in their unit', () => {
    expect([valueText('min_score', 0.65), valueText('min_height', 60), valueText('ignore_zone', null)]).toEqual(['65%', '60', ''])
  })

  it('finds the numbers among test figures', () => {
    expect(figuresOf({ test: { f1: 0.9612, n: 40, curve: [1, 2] }, name: 'x', seed: 7 })).toEqual([['test.f1', '0.961'], ['test.n', '40'], ['seed', '7']])
  })
})
