import { afterEach, describe, expect, it, vi } from 'vitest'

import { ApiError, http, isOffline, servedFromCacheAt, setCsrfToken, whenSignedOut, withQuery } from './http'

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  const fetchMock = vi.fn(async (_path: string, _init: RequestInit) => new Response(body === null ? null : JSON.stringify(body), { status, headers }))
  vi.stubGlobal('fetch', fetchMock)
  return fetchMock
}

const headersOf = (mock: ReturnType<typeof answer>) => mock.mock.calls[0]?.[1].headers as Record<string, string>

afterEach(() => {
  vi.unstubAllGlobals()
  whenSignedOut(() => undefined)
})

describe('http', () => {
  it('sends the CSRF token with a write and not with a read', async () => {
    setCsrfToken('token-1')
    const write = answer(200, {})
    await http.post('/api/x', { a: 1 })
    expect(headersOf(write)['X-CSRF-Token']).toBe('token-1')
    const read = answer(200, {})
    await http.get('/api/x')
    expect(headersOf(read)).not.toHaveProperty('X-CSRF-Token')
  })

  it('turns problem+json into an error with a code, fields and the wait', async () => {
    answer(429, { code: 'too_many_attempts', fields: { phone: ['x'] } }, { 'Retry-After': '120' })
    const error = await http.get('/api/x').catch((problem: unknown) => problem)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ status: 429, code: 'too_many_attempts', fields: { phone: ['x'] }, retryAfter: 120, isTemporary: true })
  })

  it('names an answer without a code after its status', async () => {
    vi.stubGlobal('fetch', async () => new Response('<html>', { status: 502 }))
    await expect(http.get('/api/x')).rejects.toMatchObject({ code: 'http_502', isTemporary: true })
  })

  it('calls a failed connection offline', async () => {
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('failed')))
    await expect(http.get('/api/x')).rejects.toMatchObject({ status: 0, code: 'offline' })
    expect(isOffline.value).toBe(true)
  })

  it('knows that an answer came from the device', async () => {
    answer(200, {}, { 'X-Cached-At': '2026-11-21T00:00:00Z' })
    await http.get('/api/x')
    expect([servedFromCacheAt.value, isOffline.value]).toEqual(['2026-11-21T00:00:00Z', true])
    answer(200, {})
    await http.get('/api/x')
    expect(isOffline.value).toBe(false)
  })

  it('reports the end of the session, but not a wrong password', async () => {
    const signedOut = vi.fn()
    whenSignedOut(signedOut)
    answer(401, { code: 'invalid_credentials' })
    await http.post('/api/session').catch(() => undefined)
    expect(signedOut).not.toHaveBeenCalled()
    answer(401, { code: 'unauthenticated' })
    await http.get('/api/cases').catch(() => undefined)
    expect(signedOut).toHaveBeenCalledOnce()
  })

  it('answers nothing for an empty body', async () => {
    answer(204, null)
    await expect(http.delete('/api/x')).resolves.toBeUndefined()
  })

  it('leaves empty values out of a query', () => {
    expect(withQuery('/api/cases', { state: 'open', q: '', mine: true, severity: undefined, page: 2 })).toBe('/api/cases?state=open&mine=1&page=2')
  })
})
