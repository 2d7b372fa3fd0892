import { describe, expect, it } from 'vitest'

import type { Camera } from '@/shared/types'
import { conditionOf, groupByEstablishment, matches } from './condition'

const online = { state: 'online', picture: 'ok', is_online: true, state_since: '2026-11-20T08:00:00Z', last_frame_at: '2026-11-20T09:00:00Z' }
const camera = (change: Partial<Camera>) => ({ id: 1, name: '烹饪区1', establishment_id: 1, establishment_name: '实验小学', area: null, ...online, ...change }) as Camera

describe("a camera's condition", () => {
  it('is online only while a frame was seen just now', () => {
    expect(conditionOf(online)).toMatchObject({ key: 'online', tone: 'green', isProblem: false })
  })

  it('says picture lost since the last frame when the state still claims online', () => {
    expect(conditionOf({ ...online, is_online: false })).toMatchObject({ key: 'silent', tone: 'red', since: '2026-11-20T09:00:00Z' })
  })

  it('names the fault of a picture that still arrives', () => {
    expect(conditionOf({ ...online, picture: 'frozen' })).toMatchObject({ key: 'frozen', tone: 'orange', isProblem: true })
  })

  it('names why the camera cannot be reached, since when', () => {
    expect(conditionOf({ ...online, is_online: false, state: 'wrong_password' })).toMatchObject({ key: 'wrong_password', icon: 'key', since: '2026-11-20T08:00:00Z' })
  })

  it('is unknown when the answer is old', () => {
    expect(conditionOf(online, 46_000)).toMatchObject({ key: 'stale', tone: 'grey' })
  })

  it('is no problem while it is still connecting', () => {
    expect(conditionOf({ ...online, is_online: false, state: 'connecting' })).toMatchObject({ tone: 'grey', isProblem: false })
  })
})

describe('the wall', () => {
  it('groups by establishment with problems first', () => {
    const groups = groupByEstablishment([camera({ id: 1 }), camera({ id: 2, is_online: false, state: 'unreachable' }), camera({ id: 3, establishment_id: 2, establishment_name: '阿姨食堂' })])
    expect(groups.map((group) => [group.name, group.online, group.cameras.map(({ id }) => id)])).toEqual([['实验小学', 1, [2, 1]], ['阿姨食堂', 1, [3]]])
  })

  it('finds cameras by every word of the search', () => {
    expect(matches(camera({}), '实验 烹饪')).toBe(true)
    expect(matches(camera({}), '实验 留样')).toBe(false)
  })
})
