import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'

import AppStepper from './AppStepper.vue'

function stepper(modelValue: number, step = 5) {
  return mount(AppStepper, { props: { modelValue, label: '时限', min: 1, max: 60, step, testid: 'minutes' } })
}

describe('stepper', () => {
  it('moves to the next step and comes back into step from an odd value', async () => {
    const wrapper = stepper(7)
    await wrapper.get('[data-testid=minutes-more]').trigger('click')
    await wrapper.get('[data-testid=minutes-less]').trigger('click')
    expect(wrapper.emitted('update:modelValue')).toEqual([[10], [5]])
  })

  it('stays inside its limits', async () => {
    const wrapper = stepper(3)
    await wrapper.get('[data-testid=minutes-less]').trigger('click')
    expect(wrapper.emitted('update:modelValue')).toEqual([[1]])
  })

  it('says its limits when a typed value is outside', async () => {
    const wrapper = stepper(99)
    expect(wrapper.get('[role=alert]').text()).toContain('1 到 60')
    expect(wrapper.get('[data-testid=minutes-more]').attributes('disabled')).toBeDefined()
  })

  it('takes nothing typed as no number, not as zero', async () => {
    const wrapper = stepper(5)
    await wrapper.get('[data-testid=minutes]').setValue('')
    expect(wrapper.emitted('update:modelValue')?.at(-1)).toEqual([Number.NaN])
  })
})
