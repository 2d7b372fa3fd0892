import { describe, expect, it } from 'vitest'

import { fit } from './photo'

describe('a photo', () => {
  it('is scaled to 1600 px on its longer side', () => {
    expect(fit(4000, 3000)).toEqual({ width: 1600, height: 1200 })
    expect(fit(3000, 4000)).toEqual({ width: 1200, height: 1600 })
  })

  it('is never enlarged and never vanishes', () => {
    expect(fit(640, 480)).toEqual({ width: 640, height: 480 })
    expect(fit(10_000, 1)).toEqual({ width: 1600, height: 1 })
  })
})
