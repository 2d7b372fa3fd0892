import { describe, expect, it, vi } from 'vitest'

import { onChanged } from '@/shared/realtime'
import type { Me } from '@/shared/types'
import { hasLost, onAccessChanged } from './access'

const cook = { role: 'canteen_head', scope: 'establishment', scope_id: 3, scope_name: '食堂' } as Me['memberships'][number]
const parent = { role: 'parent', scope: 'establishment', scope_id: 4, scope_name: '小学' } as Me['memberships'][number]
const rights = (memberships: Me['memberships'], permissions: Me['permissions']) => ({ memberships, permissions })

describe('changed rights', () => {
  it('are a loss when a place or a permission is gone, not when one is new', () => {
    const one = rights([cook], ['case.view'])
    expect(hasLost(one, rights([cook, parent], ['case.view', 'report.submit']))).toBe(false)
    expect(hasLost(one, rights([parent], ['case.view']))).toBe(true)
    expect(hasLost(one, rights([cook], []))).toBe(true)
  })

  it('leave no copy on the device and start the app anew when something is lost', async () => {
    const deleted = vi.fn(async () => true)
    vi.stubGlobal('caches', { delete: deleted })
    const restart = vi.fn()
    await onAccessChanged(rights([cook], ['case.view']), rights([], []), restart)
    expect(deleted).toHaveBeenCalledWith('mingchu-api-1')
    expect(restart).toHaveBeenCalledOnce()
  })

  it('make every page ask again when something is gained', async () => {
    const asked = vi.fn()
    const restart = vi.fn()
    onChanged(['case'], asked)
    await onAccessChanged(rights([], []), rights([cook], ['case.view']), restart)
    expect(asked).toHaveBeenCalledOnce()
    expect(restart).not.toHaveBeenCalled()
  })
})
