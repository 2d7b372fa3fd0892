import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { FakePeer, ticket } from './testing'
import { openWhep } from './whep'

describe('WHEP', () => {
  const fetched = vi.fn<typeof fetch>()
  const signal = new AbortController().signal

  beforeEach(() => {
    vi.stubGlobal('RTCPeerConnection', FakePeer)
    vi.stubGlobal('MediaStream', class {})
    vi.stubGlobal('fetch', fetched)
    fetched.mockReset().mockResolvedValue(new Response('v=0 answer', { status: 201, headers: { Location: '/whep/sessions/9' } }))
  })

  afterEach(() => vi.unstubAllGlobals())

  it('offers one received video, without any STUN server', async () => {
    await openWhep(ticket(), signal)
    expect(FakePeer.last.configuration).toEqual({ iceServers: [] })
    expect(FakePeer.last.transceivers).toEqual([['video', { direction: 'recvonly' }]])
    const [url, init] = fetched.mock.calls[0] as [string, RequestInit]
    expect(url).toBe('http://media.test:8001/whep/7')
    expect(init).toMatchObject({ method: 'POST', body: 'v=0 offer', headers: { Authorization: 'Bearer token-1', 'Content-Type': 'application/sdp' } })
    expect(FakePeer.last.remoteDescription).toEqual({ type: 'answer', sdp: 'v=0 answer' })
  })

  it('waits for slow candidates only briefly', async () => {
    vi.useFakeTimers()
    FakePeer.gathering = 'gathering'
    const opening = openWhep(ticket(), signal)
    await vi.advanceTimersByTimeAsync(799)
    expect(fetched).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(2)
    expect(fetched).toHaveBeenCalledOnce()
    await opening
    FakePeer.gathering = 'complete'
    vi.useRealTimers()
  })

  it('deletes its session when closed, once', async () => {
    const transport = await openWhep(ticket(), signal)
    transport.close()
    transport.close()
    expect(fetched).toHaveBeenCalledTimes(2)
    expect(fetched.mock.calls[1]).toEqual(['http://media.test:8001/whep/sessions/9', expect.objectContaining({ method: 'DELETE' })])
    expect(FakePeer.last.isClosed).toBe(true)
  })

  it.each([
    [401, 'not_allowed'], [403, 'not_allowed'], [404, 'camera_offline'], [406, 'unsupported'], [429, 'busy'], [500, 'unreachable'],
  ])('names the reason when the server answers %i', async (status, reason) => {
    fetched.mockResolvedValue(new Response('', { status, headers: { 'Retry-After': '3' } }))
    await expect(openWhep(ticket(), signal)).rejects.toMatchObject({ reason, retryAfter: 3 })
    expect(FakePeer.last.isClosed).toBe(true)
  })

  it('tells when the connection fails later', async () => {
    const transport = await openWhep(ticket(), signal)
    transport.onLost = vi.fn()
    FakePeer.last.become('failed')
    FakePeer.last.become('closed')
    expect(transport.onLost).toHaveBeenCalledExactlyOnceWith('lost')
  })

  it('is unsupported where the browser has no WebRTC', async () => {
    vi.stubGlobal('RTCPeerConnection', undefined)
    await expect(openWhep(ticket(), signal)).rejects.toMatchObject({ reason: 'unsupported' })
  })
})
