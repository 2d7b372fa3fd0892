import { describe, expect, it } from 'vitest'

import type { Polygon } from '../zones/geometry'
import { gridLines, isFloor, STARTING_FLOOR } from './grid'

const SQUARE: Polygon = [[0, 0], [1, 0], [1, 1], [0, 1]]

describe('the grid on a floor', () => {
  it('has a line every half metre', () => {
    const lines = gridLines(SQUARE, 200, 100)
    expect(lines).toHaveLength(4)
    expect(lines[0]).toEqual([[0.25, 0], [0.25, 1]])
    expect(lines[3]).toEqual([[0, 0.5], [1, 0.5]])
  })

  it('draws what is further away closer together', () => {
    const rows = gridLines(STARTING_FLOOR, 40, 200).map(([[, y]]) => y)
    expect(rows).toHaveLength(3)
    const [first = 0, second = 0, third = 0] = rows
    expect(second - first).toBeLessThan(third - second)
  })

  it('draws nothing on what is no floor', () => {
    expect(gridLines(SQUARE, 0, 100)).toEqual([])
    expect(gridLines([[0, 0], [0, 0], [0, 0], [0, 0]], 100, 100)).toEqual([])
  })

  it('wants its corners in their order', () => {
    expect(isFloor(STARTING_FLOOR)).toBe(true)
    expect(isFloor([...STARTING_FLOOR].reverse())).toBe(false)
    expect(isFloor([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]] as Polygon)).toBe(false)
  })
})
