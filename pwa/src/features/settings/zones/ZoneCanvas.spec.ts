import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { Zone } from '../types'
import ZoneCanvas from './ZoneCanvas.vue'

const zones: Zone[] = [{ name: '灶台', kind: 'watch', polygon: [[0.2, 0.2], [0.6, 0.2], [0.6, 0.6], [0.2, 0.6]] }]

describe('zone canvas', () => {
  beforeEach(() => vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} }))

  const canvas = () => mount(ZoneCanvas, { props: { zones, selected: 0, point: null } })

  it('names each point for those who cannot see it', () => {
    expect(canvas().get('[data-testid=zone-point-1]').attributes('aria-label')).toContain('第 2 点，左起 60%，上起 20%')
  })

  it('moves the focused point by arrow keys, faster with shift', async () => {
    const wrapper = canvas()
    await wrapper.get('[data-testid=zone-point-0]').trigger('keydown', { key: 'ArrowRight' })
    await wrapper.get('[data-testid=zone-point-0]').trigger('keydown', { key: 'ArrowUp', shiftKey: true })
    expect(wrapper.emitted('commit')?.map(([polygon]) => (polygon as number[][])[0])).toEqual([[0.205, 0.2], [0.2, 0.15]])
  })

  it('adds and removes points by keys', async () => {
    const wrapper = canvas()
    await wrapper.get('[data-testid=zone-point-0]').trigger('keydown', { key: 'Enter' })
    await wrapper.get('[data-testid=zone-point-0]').trigger('keydown', { key: 'Delete' })
    expect(wrapper.emitted('commit')?.map(([polygon]) => (polygon as number[][]).length)).toEqual([5, 3])
  })

  it('offers points only of the selected zone', () => {
    expect(mount(ZoneCanvas, { props: { zones, selected: null, point: null } }).find('[data-testid=zone-point-0]').exists()).toBe(false)
  })
})
