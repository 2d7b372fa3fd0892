import { describe, expect, it } from 'vitest'

import { ApiError } from '@/shared/problem'
import { linkOf, missingOf, percentOf } from './completeness'
import { codeProblem, tidyCode } from './credit-code'
import { leadingBlanks, monthOf } from './days'
import { refusedFields } from './fields'

describe('credit codes', () => {
  it('takes published codes, however they are typed', () => {
    for (const code of ['91440300708461136T', '91110000802100433B', '9144 0300 1922 0382 16']) expect(codeProblem(code)).toBeNull()
    expect(tidyCode(' 91440300708461136t ')).toBe('91440300708461136T')
  })

  it('says what is wrong', () => {
    expect(codeProblem('9144030070846113')).toBe('length')
    expect(codeProblem('91440300708461I36T')).toBe('character')
    expect(codeProblem('91440300708461137T')).toBe('check')
  })
})

describe('completeness', () => {
  it('is whole only when nothing is missing', () => {
    expect(percentOf(0, 14)).toBe(0)
    expect(percentOf(199, 200)).toBe(99)
    expect(percentOf(1, 1000)).toBe(1)
    expect(percentOf(14, 14)).toBe(100)
  })

  it('leads to the very field', () => {
    expect(linkOf('phone', 7)).toBe('/establishment?establishment=7&edit=phone')
    expect(linkOf('post:data_owner', 7)).toBe('/staff?establishment=7')
    expect(linkOf('areas', 7)).toBe('/settings/areas?establishment=7')
  })

  it('names what is missing in order', () => {
    const items = [
      { key: 'phone', is_filled: false },
      { key: 'address', is_filled: true },
      { key: 'areas', is_filled: false },
    ]
    expect(missingOf({ items } as never)).toEqual(['phone', 'areas'])
  })
})

describe('months', () => {
  it('begin and end where calendars say, across years', () => {
    expect(monthOf('2026-01-31', 1)).toEqual({ from: '2026-02-01', to: '2026-02-28' })
    expect(monthOf('2026-01-05', -1)).toEqual({ from: '2025-12-01', to: '2025-12-31' })
    expect(monthOf('2028-02-10', 0).to).toBe('2028-02-29')
  })

  it('begin under their weekday', () => {
    expect(leadingBlanks('2026-06-01')).toBe(0)
    expect(leadingBlanks('2026-02-01')).toBe(6)
  })
})

describe('refused fields', () => {
  it('are named by rules and by schemas alike', () => {
    expect(refusedFields(new ApiError(422, 'invalid', { phone: ['x'] }))).toEqual(new Set(['phone']))
    expect(refusedFields(new ApiError(422, 'invalid', { json: { tags: { 0: ['x'] } } }))).toEqual(new Set(['tags']))
    expect(refusedFields(new ApiError(409, 'conflict', { phone: ['x'] })).size).toBe(0)
    expect(refusedFields(new Error('x')).size).toBe(0)
  })
})
