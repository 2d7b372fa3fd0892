import { describe, expect, it } from 'vitest'

import { addYears, fitsCheckDigit, numberProblem } from './licence-number'

describe('a licence number', () => {
  it('says what is wrong while it is typed', () => {
    expect(numberProblem('')).toBe('length')
    expect(numberProblem('j')).toBe('length')
    expect(numberProblem('SC1')).toBe('start')
    expect(numberProblem('JY4')).toBe('digits')
    expect(numberProblem('JY15308250014')).toBe('length')
    expect(numberProblem('jy1 5308 2500 1410 9')).toBeNull()
  })

  it('warns of a digit that does not fit', () => {
    expect(fitsCheckDigit('JY15308250014109')).toBe(true)
    expect(fitsCheckDigit('JY15308250014108')).toBe(false)
  })

  it('ends five years later', () => {
    expect(addYears('2025-09-26', 5)).toBe('2030-09-26')
    expect(addYears('2024-02-29', 5)).toBe('2029-03-01')
    expect(addYears('', 5)).toBe('')
  })
})
