import { describe, expect, it } from 'vitest'

import { areaOf, insertPoint, isCrossed, middle, MOST, movePoint, problemOf, removePoint, shift, startingPolygon, type Polygon } from './geometry'

const square: Polygon = [[0.2, 0.2], [0.6, 0.2], [0.6, 0.6], [0.2, 0.6]]

describe('zone geometry', () => {
  it('keeps a point inside the picture', () => {
    expect(movePoint(square, 1, [1.4, -0.2])[1]).toEqual([1, 0])
  })

  it('keeps fractions to four decimals', () => {
    expect(movePoint(square, 0, [1 / 3, 2 / 3])[0]).toEqual([0.3333, 0.6667])
  })

  it('adds a point on an edge, also on the closing one', () => {
    expect(insertPoint(square, 0, middle(square, 0))[1]).toEqual([0.4, 0.2])
    expect(insertPoint(square, 3, middle(square, 3))[4]).toEqual([0.2, 0.4])
  })

  it('stops adding at the most points', () => {
    let polygon = square
    for (let index = 0; index < 40; index += 1) polygon = insertPoint(polygon, 0, middle(polygon, 0))
    expect(polygon).toHaveLength(MOST)
  })

  it('takes points away until a triangle is left', () => {
    const triangle = removePoint(square, 2)
    expect(triangle).toHaveLength(3)
    expect(removePoint(triangle, 0)).toBe(triangle)
  })

  it('moves the whole without changing its form at the edge', () => {
    expect(shift(square, 0.9, 0)).toEqual([[0.6, 0.2], [1, 0.2], [1, 0.6], [0.6, 0.6]])
    expect(areaOf(shift(square, -0.9, -0.9))).toBeCloseTo(areaOf(square))
  })

  it('finds crossed edges', () => {
    expect(isCrossed(square)).toBe(false)
    expect(isCrossed([[0.2, 0.2], [0.6, 0.6], [0.6, 0.2], [0.2, 0.6]])).toBe(true)
  })

  it('names what is wrong with a polygon', () => {
    expect(problemOf(square)).toBeNull()
    expect(problemOf(square.slice(0, 2))).toBe('few')
    expect(problemOf([[0.1, 0.1], [0.12, 0.1], [0.12, 0.12]])).toBe('small')
    expect(problemOf([[0.2, 0.2], [0.6, 0.6], [0.6, 0.2], [0.2, 0.6]])).toBe('crossed')
  })

  it('starts each zone beside the one before', () => {
    expect(startingPolygon(0)).not.toEqual(startingPolygon(1))
    expect(problemOf(startingPolygon(4))).toBeNull()
  })
})
