import { beforeEach, describe, expect, it, vi } from 'vitest'

import { CACHED_AT, isKept, isWorthKeeping, networkFirst } from './cache'

const kept = new Map<string, Response>()

beforeEach(() => {
  kept.clear()
  vi.stubGlobal('caches', {
    open: async () => ({
      put: async (request: Request, response: Response) => void kept.set(request.url, response),
      match: async (request: Request) => kept.get(request.url)?.clone(),
      keys: async () => [],
      delete: async () => true,
    }),
  })
})

const request = () => new Request('http://127.0.0.1/api/cases/7')

describe('the cache of reads', () => {
  it('holds cases and pictures, never sessions, audit, tokens or documents', () => {
    expect(['/api/cases', '/api/cases/7/evidence/1', '/api/cameras/1/still'].every((path) => isKept('GET', path))).toBe(true)
    expect(['/api/session', '/api/sessions', '/api/config', '/api/audit', '/api/opinions/1/pdf', '/index.html'].some((path) => isKept('GET', path))).toBe(false)
    expect(isKept('POST', '/api/cases')).toBe(false)
  })

  it('keeps neither errors nor films', () => {
    expect(isWorthKeeping(new Response('', { status: 401 }))).toBe(false)
    expect(isWorthKeeping(new Response('', { headers: { 'Content-Type': 'video/mp4' } }))).toBe(false)
    expect(isWorthKeeping(new Response('{}', { headers: { 'Content-Type': 'application/json' } }))).toBe(true)
  })

  it('answers from the server while there is one, and from the copy, marked with its time, when there is not', async () => {
    const fresh = await networkFirst(request(), async () => new Response('1'))
    expect(await fresh.text()).toBe('1')
    expect(fresh.headers.get(CACHED_AT)).toBeNull()
    await vi.waitFor(() => expect(kept.size).toBe(1))
    const copy = await networkFirst(request(), () => Promise.reject(new TypeError('offline')))
    expect(await copy.text()).toBe('1')
    expect(Date.parse(copy.headers.get(CACHED_AT) ?? '')).not.toBeNaN()
  })

  it('fails like the network where nothing was kept', async () => {
    await expect(networkFirst(request(), () => Promise.reject(new TypeError('offline')))).rejects.toThrow('offline')
  })
})
