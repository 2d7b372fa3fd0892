import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { openDatabase } from './db'
import { dismiss, enqueue, flush, itemsOf, type NewAnswer } from './outbox'

const ACCOUNT = { id: 5, csrf_token: 'token' }
const answerOf = (more: Partial<NewAnswer> = {}): NewAnswer => ({ user_id: 5, case_id: 7, action: 'acknowledge', url: '/api/cases/7/acknowledgement', title: 'x', ...more })

type Call = [string, RequestInit & { headers: Record<string, string> }]

function server(...statuses: (number | 'down')[]) {
  const mock = vi.fn(async () => {
    const status = statuses.length > 1 ? statuses.shift() : statuses[0]
    if (status === 'down') throw new TypeError('failed')
    return new Response(status === 204 ? null : JSON.stringify({ code: `code_${status}` }), { status })
  })
  vi.stubGlobal('fetch', mock)
  return mock
}

const callsOf = (mock: ReturnType<typeof server>) => mock.mock.calls as unknown as Call[]

beforeEach(async () => {
  await (await openDatabase()).outbox.clear()
})
afterEach(() => vi.unstubAllGlobals())

describe('the waiting list', () => {
  it('sends an answer once, with its key and the time it was made', async () => {
    const mock = server(200)
    const item = await enqueue(answerOf({ isDated: true }), new Date('2026-11-21T04:00:00Z'))
    expect(await flush(ACCOUNT)).toBe('empty')
    expect(await flush(ACCOUNT)).toBe('empty')
    expect(callsOf(mock)).toHaveLength(1)
    expect(callsOf(mock)[0]?.[1].headers).toMatchObject({ 'Idempotency-Key': item.id, 'X-CSRF-Token': 'token' })
    expect(callsOf(mock)[0]?.[1].body).toBe('{"made_at":"2026-11-21T04:00:00.000Z"}')
    expect(await itemsOf(5)).toEqual([])
  })

  it('uses the same key again after the line broke', async () => {
    const mock = server('down', 200)
    await enqueue(answerOf())
    expect(await flush(ACCOUNT)).toBe('later')
    expect(await flush(ACCOUNT, true)).toBe('empty')
    const keys = callsOf(mock).map(([, init]) => init.headers['Idempotency-Key'])
    expect(keys).toHaveLength(2)
    expect(keys[0]).toBe(keys[1])
  })

  it('waits longer after each failure unless it is forced', async () => {
    const mock = server(503)
    await enqueue(answerOf())
    await flush(ACCOUNT)
    await flush(ACCOUNT)
    expect(callsOf(mock)).toHaveLength(1)
    const [item] = await itemsOf(5)
    expect(item).toMatchObject({ state: 'waiting', tries: 1 })
    expect(item?.next_at).toBeGreaterThan(Date.now())
  })

  it('keeps a refused answer with its photo until the person has seen why', async () => {
    server(409)
    const item = await enqueue(answerOf({ action: 'rectify', photo: new Uint8Array([1, 2, 3]).buffer }))
    await flush(ACCOUNT)
    const [kept] = await itemsOf(5)
    expect(kept).toMatchObject({ state: 'refused', problem: { status: 409, code: 'code_409' } })
    expect(kept?.photo?.byteLength).toBe(3)
    await dismiss(item.id)
    expect(await itemsOf(5)).toEqual([])
  })

  it('goes on with the next answer after a refusal', async () => {
    server(422, 200)
    await enqueue(answerOf(), new Date(1))
    await enqueue(answerOf({ case_id: 8 }), new Date(2))
    expect(await flush(ACCOUNT)).toBe('empty')
    expect((await itemsOf(5)).map((item) => [item.case_id, item.state])).toEqual([[7, 'refused']])
  })

  it('keeps everything when the session has ended', async () => {
    const mock = server(401)
    await enqueue(answerOf(), new Date(1))
    await enqueue(answerOf({ case_id: 8 }), new Date(2))
    expect(await flush(ACCOUNT)).toBe('signed_out')
    expect(callsOf(mock)).toHaveLength(1)
    expect((await itemsOf(5)).every((item) => item.state === 'waiting')).toBe(true)
  })

  it('never sends what someone else made on this phone', async () => {
    const mock = server(200)
    await enqueue(answerOf({ user_id: 6 }))
    await flush(ACCOUNT)
    expect(callsOf(mock)).toHaveLength(0)
    expect(await itemsOf(6)).toHaveLength(1)
  })

  it('sends in the order the answers were made', async () => {
    const mock = server(200)
    await enqueue(answerOf({ url: '/second' }), new Date(2000))
    await enqueue(answerOf({ url: '/first' }), new Date(1000))
    await flush(ACCOUNT)
    expect(callsOf(mock).map(([url]) => url)).toEqual(['/first', '/second'])
  })

  it('sends a photo as a form with a JPEG', async () => {
    const mock = server(200)
    await enqueue(answerOf({ action: 'rectify', fields: { text: '好了' }, photo: new Uint8Array([1]).buffer }))
    await flush(ACCOUNT)
    const form = callsOf(mock)[0]?.[1].body as FormData
    expect(form.get('text')).toBe('好了')
    expect((form.get('photo') as File).type).toBe('image/jpeg')
  })

  it('is sent once when two parts of the app ask at the same time', async () => {
    const mock = server(200)
    await enqueue(answerOf())
    await Promise.all([flush(ACCOUNT), flush(ACCOUNT), flush(ACCOUNT, true)])
    expect(callsOf(mock)).toHaveLength(1)
  })
})
