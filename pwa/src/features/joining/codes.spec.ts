import { describe, expect, it } from 'vitest'

import { fiveYearsOn, isCreditCode, isLicenceNumber, isMobile } from './codes'

describe('what is typed on a phone', () => {
  it('is a mobile number with or without its prefix', () => {
    expect(['13911112222', '139 1111 2222', '+8613911112222', '008613911112222'].map(isMobile)).toEqual([true, true, true, true])
    expect(['1391111222', '12911112222', '010-62345678', ''].map(isMobile)).toEqual([false, false, false, false])
  })

  it('is a credit code with the right check character', () => {
    expect(['91350100M000100Y43', '91350100m000100y43', '91350100M000100Y44', '91350100M000100Y4', '91350100O000100Y43'].map(isCreditCode)).toEqual([true, true, false, false, false])
  })

  it('is a licence number of the right form', () => {
    expect(['JY35001070000017', 'jy3 5001 0700 0001 7', 'JY45001070000017', 'JY3500107000001'].map(isLicenceNumber)).toEqual([true, true, false, false])
  })

  it('holds for five years, to the day before', () => {
    expect([fiveYearsOn('2025-09-26'), fiveYearsOn('2024-02-29'), fiveYearsOn('')]).toEqual(['2030-09-25', '2029-02-28', ''])
  })
})
