import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { LivePlayer, type LiveStatus } from './player'
import { FakeTransport, FakeVideo, setVisibility, ticket } from './testing'
import { LiveFailure, type OpenTransport } from './transport'

describe('live player', () => {
  let video: FakeVideo
  let player: LivePlayer
  let seen: LiveStatus[]
  const requestTicket = vi.fn()
  const status = () => seen.at(-1) as LiveStatus

  function build(whep: OpenTransport, mse: OpenTransport): void {
    player = new LivePlayer(video as unknown as HTMLVideoElement, {
      requestTicket,
      onStatus: (next) => seen.push(next),
      transports: [['whep', whep], ['mse', mse]],
    })
  }

  const refuse = (reason: ConstructorParameters<typeof LiveFailure>[0]): OpenTransport => () => Promise.reject(new LiveFailure(reason))
  const accept = (transport: FakeTransport): OpenTransport => () => Promise.resolve(transport)

  async function showFrames(count: number, everyMs = 40): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      video.showFrame()
      await vi.advanceTimersByTimeAsync(everyMs)
    }
  }

  beforeEach(() => {
    vi.useFakeTimers()
    setVisibility('visible')
    video = new FakeVideo()
    seen = []
    requestTicket.mockReset().mockResolvedValue(ticket())
  })

  afterEach(() => {
    player.stop()
    vi.useRealTimers()
  })

  it('is live over WHEP once a frame has been shown', async () => {
    build(accept(new FakeTransport()), refuse('unsupported'))
    player.start()
    await vi.advanceTimersByTimeAsync(100)
    expect(status().phase).toBe('connecting')
    await showFrames(3)
    expect(status()).toMatchObject({ phase: 'live', mode: 'whep', reason: null })
    expect(status().firstFrameMs).toBeGreaterThanOrEqual(100)
    expect(player.frames).toBe(3)
  })

  it('falls back to MSE when WHEP is refused', async () => {
    build(refuse('unreachable'), accept(new FakeTransport()))
    player.start()
    await vi.advanceTimersByTimeAsync(50)
    await showFrames(2)
    expect(status()).toMatchObject({ phase: 'live', mode: 'mse' })
  })

  it('falls back to MSE when WHEP shows no frame within five seconds', async () => {
    const silent = new FakeTransport()
    build(accept(silent), accept(new FakeTransport()))
    player.start()
    await vi.advanceTimersByTimeAsync(5_100)
    expect(silent.isClosed).toBe(true)
    await showFrames(2)
    expect(status().mode).toBe('mse')
  })

  it('asks for no second way when the camera itself is offline', async () => {
    const mse = vi.fn<OpenTransport>()
    build(refuse('camera_offline'), mse)
    player.start()
    await vi.advanceTimersByTimeAsync(10)
    expect(mse).not.toHaveBeenCalled()
    expect(status()).toMatchObject({ phase: 'offline', reason: 'camera_offline' })
  })

  it('says offline when neither way shows a picture, and tries again by itself', async () => {
    build(refuse('unreachable'), refuse('unreachable'))
    player.start()
    await vi.advanceTimersByTimeAsync(10)
    expect(status()).toMatchObject({ phase: 'offline', reason: 'unreachable' })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(requestTicket).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(requestTicket).toHaveBeenCalledTimes(2)
  })

  it('waits as long as the server asks', async () => {
    build(() => Promise.reject(new LiveFailure('busy', 7)), refuse('unreachable'))
    player.start()
    await vi.advanceTimersByTimeAsync(6_900)
    expect(requestTicket).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(requestTicket).toHaveBeenCalledTimes(2)
  })

  it('says stalled after three silent seconds and live again with the next frame', async () => {
    build(accept(new FakeTransport()), refuse('unsupported'))
    player.start()
    await vi.advanceTimersByTimeAsync(10)
    await showFrames(2)
    await vi.advanceTimersByTimeAsync(4_000)
    expect(status().phase).toBe('stalled')
    await showFrames(20)
    expect(status().phase).toBe('live')
  })

  it('connects anew after eight silent seconds', async () => {
    const first = new FakeTransport()
    build(accept(first), refuse('unsupported'))
    player.start()
    await vi.advanceTimersByTimeAsync(10)
    await showFrames(2)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(first.isClosed).toBe(true)
    expect(requestTicket).toHaveBeenCalledTimes(2)
  })

  it('opens the next session before the old one ends', async () => {
    const transports = [new FakeTransport(), new FakeTransport()]
    let opened = 0
    requestTicket.mockResolvedValue(ticket({ max_seconds: 60 }))
    build(() => Promise.resolve(transports[opened++] as FakeTransport), refuse('unsupported'))
    player.start()
    await showFrames(760)
    expect(opened).toBe(2)
    expect(transports.map((transport) => transport.isClosed)).toEqual([true, false])
    expect(status().phase).toBe('live')
    expect(seen.map(({ phase }) => phase)).not.toContain('offline')
  })

  it('closes while the page is hidden and comes back when it is seen', async () => {
    const transport = new FakeTransport()
    build(accept(transport), refuse('unsupported'))
    player.start()
    await vi.advanceTimersByTimeAsync(10)
    await showFrames(2)
    setVisibility('hidden')
    expect(transport.isClosed).toBe(true)
    expect(status().phase).toBe('paused')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(requestTicket).toHaveBeenCalledTimes(1)
    setVisibility('visible')
    expect(requestTicket).toHaveBeenCalledTimes(2)
  })

  it('leaves nothing running when stopped', async () => {
    const transport = new FakeTransport()
    build(accept(transport), refuse('unsupported'))
    player.start()
    await vi.advanceTimersByTimeAsync(10)
    await showFrames(2)
    player.stop()
    expect(transport.isClosed).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('asks for a tap when the browser forbids playing by itself', async () => {
    video.play = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
    build(accept(new FakeTransport()), accept(new FakeTransport()))
    player.start()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(status()).toMatchObject({ phase: 'offline', reason: 'needs_tap' })
    expect(requestTicket).toHaveBeenCalledTimes(1)
  })

  it('says who may not watch, and asks seldom', async () => {
    requestTicket.mockRejectedValue(new LiveFailure('not_allowed'))
    build(refuse('unsupported'), refuse('unsupported'))
    player.start()
    await vi.advanceTimersByTimeAsync(14_000)
    expect(status().reason).toBe('not_allowed')
    expect(requestTicket).toHaveBeenCalledTimes(1)
  })
})
