import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { useSession } from '@/features/session/store'
import { openDatabase } from '@/offline/db'
import { useOutbox } from '@/offline/store'
import type { Me } from '@/shared/types'
import { useCases } from './store'
import { makeCase } from './testing/factories'

const ME: Me = { id: 5, name: '李师傅', phone: '138****0001', locale: 'zh-CN', is_large_print: false, csrf_token: 't', memberships: [], permissions: ['case.handle'], unread: 0 }

function server(respond: (path: string, method: string) => { status: number; body?: unknown } | 'down') {
  const mock = vi.fn(async (path: string, init: RequestInit) => {
    const answer = respond(path, init.method ?? 'GET')
    if (answer === 'down') throw new TypeError('failed')
    return new Response(JSON.stringify(answer.body ?? {}), { status: answer.status })
  })
  vi.stubGlobal('fetch', mock)
  return mock
}

beforeEach(async () => {
  setActivePinia(createPinia())
  await (await openDatabase()).outbox.clear()
  await (await openDatabase()).reads.clear()
  useSession().accept(ME)
})
afterEach(() => {
  useOutbox().stop()
  vi.unstubAllGlobals()
})

describe('cases', () => {
  it('open without a line once they were seen', async () => {
    server(() => ({ status: 200, body: makeCase() }))
    await useCases().load(7)
    await vi.waitFor(async () => expect(await (await openDatabase()).reads.count()).toBe(1))
    setActivePinia(createPinia())
    useSession().accept(ME)
    server(() => 'down')
    await useCases().load(7)
    expect(useCases().shown(7)?.number).toBe('2026-00007')
    expect(useCases().errors.get(7)).toMatchObject({ code: 'offline' })
  })

  it('leave the screen when they may no longer be seen', async () => {
    server(() => ({ status: 200, body: makeCase() }))
    await useCases().load(7)
    server(() => ({ status: 404, body: { code: 'not_found' } }))
    await useCases().load(7)
    expect(useCases().shown(7)).toBeNull()
  })

  it('show an answer at once, and the server answer after it was sent', async () => {
    let isDown = true
    const mock = server((_path, method) => (method === 'GET' ? { status: 200, body: makeCase() } : isDown ? 'down' : { status: 200 }))
    const cases = useCases()
    await cases.load(7)
    useOutbox().start(ME)
    await cases.answer(7, '烹饪区2 · 未穿工作服', { action: 'acknowledge' })
    expect(cases.shown(7)?.state).toBe('acknowledged')
    isDown = false
    await useOutbox().flush(true)
    await vi.waitFor(() => expect(useOutbox().items).toEqual([]))
    expect(cases.shown(7)?.state).toBe('open')
    expect(mock.mock.calls.filter(([path]) => path === '/api/cases/7/acknowledgement').length).toBeGreaterThanOrEqual(1)
  })

  it('say why an answer was refused and take it back', async () => {
    server((_path, method) => (method === 'GET' ? { status: 200, body: makeCase() } : { status: 409, body: { code: 'not_allowed' } }))
    const cases = useCases()
    await cases.load(7)
    useOutbox().start(ME)
    await cases.answer(7, 'x', { action: 'acknowledge' })
    await vi.waitFor(() => expect(useOutbox().refused).toHaveLength(1))
    expect(useOutbox().refused[0]?.problem).toMatchObject({ code: 'not_allowed' })
    expect(cases.shown(7)?.state).toBe('open')
  })
})
