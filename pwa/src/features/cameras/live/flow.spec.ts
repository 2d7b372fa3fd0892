import { describe, expect, it } from 'vitest'

import { FlowMeter } from './flow'

/** Judges twice a second; `rates` are frames per second, one entry per second. */
function judge(rates: number[]): string[] {
  const meter = new FlowMeter(0, 0)
  let frames = 0
  return rates.flatMap((rate, second) =>
    [0.5, 1].map((half) => {
      frames += rate / 2
      return meter.judge((second + half) * 1000, frames)
    }),
  )
}

const seconds = (count: number, rate: number) => Array<number>(count).fill(rate)

describe('flow of a picture', () => {
  it('flows at its usual pace, fast or slow', () => {
    expect(new Set(judge(seconds(30, 25)))).toEqual(new Set(['flowing']))
    expect(new Set(judge(seconds(30, 2)))).toEqual(new Set(['flowing']))
  })

  it('is stalled, then lost, when nothing comes', () => {
    const flows = judge([...seconds(10, 25), ...seconds(10, 0)])
    expect(flows.indexOf('stalled')).toBeGreaterThanOrEqual(24)
    expect(flows.indexOf('stalled')).toBeLessThanOrEqual(26)
    expect(flows.indexOf('lost')).toBeLessThanOrEqual(36)
  })

  it('is not live for a frame now and then', () => {
    const flows = judge([...seconds(10, 25), ...seconds(12, 0.7)])
    expect(flows.at(-1)).toBe('lost')
  })

  it('bears the slower pace of a picture scrolled out of sight', () => {
    expect(new Set(judge([...seconds(10, 25), ...seconds(20, 4)]))).toEqual(new Set(['flowing']))
  })
})
