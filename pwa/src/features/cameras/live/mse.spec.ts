import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { jumpTarget, openMse } from './mse'
import { FakeMediaSource, FakeSocket, FakeVideo, ticket } from './testing'
import type { LiveTransport } from './transport'

const MIME = 'video/mp4; codecs="avc1.640028"'

describe('MSE', () => {
  const signal = new AbortController().signal
  let video: FakeVideo

  async function open(): Promise<LiveTransport> {
    const opening = openMse(ticket(), signal)
    FakeSocket.last.onmessage?.({ data: JSON.stringify({ mime: MIME }) })
    const transport = await opening
    transport.attach(video as unknown as HTMLVideoElement)
    return transport
  }

  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('WebSocket', FakeSocket)
    vi.stubGlobal('MediaSource', FakeMediaSource)
    vi.stubGlobal('URL', Object.assign(class extends URL {}, { createObjectURL: () => 'blob:live', revokeObjectURL: () => undefined }))
    video = new FakeVideo()
  })

  afterEach(() => {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('opens a socket with the token', async () => {
    await open()
    expect(FakeSocket.last.url).toBe('ws://media.test:8001/mse/7?token=token-1')
    expect(video.src).toBe('blob:live')
  })

  it('appends pieces one after another, in order', async () => {
    await open()
    const pieces = [new ArrayBuffer(1), new ArrayBuffer(2), new ArrayBuffer(3)]
    for (const data of pieces) FakeSocket.last.onmessage?.({ data })
    const source = FakeMediaSource.last
    source.open()
    expect(source.buffer.appended).toHaveLength(1)
    source.buffer.finish()
    source.buffer.finish()
    expect(source.buffer.appended).toEqual(pieces)
  })

  it('uses the managed source of an iPhone', async () => {
    vi.stubGlobal('ManagedMediaSource', FakeMediaSource)
    vi.stubGlobal('MediaSource', undefined)
    await open()
    expect(video.disableRemotePlayback).toBe(true)
  })

  it('refuses a codec that the browser cannot play', async () => {
    const opening = openMse(ticket(), signal)
    FakeSocket.last.onmessage?.({ data: JSON.stringify({ mime: 'video/mp4; codecs="hvc1"' }) })
    await expect(opening).rejects.toMatchObject({ reason: 'unsupported' })
    expect(FakeSocket.last.isClosed).toBe(true)
  })

  it('jumps to the newest picture and forgets old ones', async () => {
    await open()
    const { buffer } = FakeMediaSource.last
    FakeMediaSource.last.open()
    buffer.ranges = [[100, 140]]
    video.currentTime = 130
    await vi.advanceTimersByTimeAsync(500)
    expect(video.currentTime).toBe(139.75)
    expect(buffer.removed).toEqual([[100, 129.75]])
  })

  it('makes room when the buffer is full and goes on with the same piece', async () => {
    await open()
    const { buffer } = FakeMediaSource.last
    FakeMediaSource.last.open()
    buffer.ranges = [[0, 20]]
    video.currentTime = 20
    buffer.isFull = true
    const data = new ArrayBuffer(4)
    FakeSocket.last.onmessage?.({ data })
    expect(buffer.removed).toEqual([[0, 19]])
    buffer.isFull = false
    buffer.finish()
    expect(buffer.appended).toEqual([data])
  })

  it('tells when the server goes away', async () => {
    const transport = await open()
    transport.onLost = vi.fn()
    FakeSocket.last.onclose?.({ code: 1006 })
    expect(transport.onLost).toHaveBeenCalledExactlyOnceWith('lost')
    expect(video.src).toBe('')
  })

  it('stays where it is while close enough to the newest picture', () => {
    expect(jumpTarget(10, 5, 11)).toBeNull()
    expect(jumpTarget(0, 100, 101)).toBe(100.75)
  })
})
