import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { ApiError } from '@/shared/http'
import { BlurredPlayer, type BlurredStatus } from './blurred'

class FakeSocket {
  static last: FakeSocket
  static count = 0
  binaryType = ''
  onmessage: (event: { data: unknown }) => void = () => undefined
  onclose: () => void = () => undefined
  isClosed = false

  constructor(readonly url: string) {
    FakeSocket.last = this
    FakeSocket.count += 1
  }

  close(): void {
    this.isClosed = true
  }
}

const ticket = { token: 't', blurred_url: 'ws://media.test:8001/blurred/7', is_blurred: true, whep_url: '', mse_url: '', expires_at: '', max_seconds: 600 }

describe('blurred pictures', () => {
  const requestTicket = vi.fn()
  let image: HTMLImageElement
  let player: BlurredPlayer
  let status: BlurredStatus

  beforeEach(async () => {
    vi.useFakeTimers()
    vi.stubGlobal('WebSocket', FakeSocket)
    vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:picture')
    vi.spyOn(URL, 'revokeObjectURL').mockReturnValue(undefined)
    FakeSocket.count = 0
    requestTicket.mockReset().mockResolvedValue(ticket)
    image = document.createElement('img')
    player = new BlurredPlayer(image, { requestTicket, onStatus: (next) => (status = next) })
    player.start()
    await vi.advanceTimersByTimeAsync(0)
  })

  afterEach(() => {
    player.stop()
    vi.useRealTimers()
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
  })

  const show = () => FakeSocket.last.onmessage({ data: new Blob(['jpeg']) })

  it('shows each picture that comes', () => {
    expect(FakeSocket.last.url).toBe('ws://media.test:8001/blurred/7?token=t')
    show()
    show()
    expect(status.phase).toBe('live')
    expect(player.frames).toBe(2)
    expect(image.getAttribute('src')).toBe('blob:picture')
  })

  it('leaves no picture standing when the connection ends, and says when it opens again', async () => {
    show()
    requestTicket.mockRejectedValue(new ApiError(403, 'viewing_outside_hours', {}, null, '', { opens_at: '2026-03-03T03:00:00Z' }))
    FakeSocket.last.onclose()
    expect(image.getAttribute('src')).toBeNull()
    await vi.advanceTimersByTimeAsync(300)
    expect(status).toMatchObject({ phase: 'refused', code: 'viewing_outside_hours', opensAt: '2026-03-03T03:00:00Z' })
    requestTicket.mockResolvedValue(ticket)
    await vi.advanceTimersByTimeAsync(15_000)
    expect(FakeSocket.count).toBe(2)
  })

  it('says why there is no picture when blurring fails', () => {
    show()
    FakeSocket.last.onmessage({ data: '{"code": "blur_failed"}' })
    expect(status).toMatchObject({ phase: 'refused', code: 'blur_failed' })
    expect(image.getAttribute('src')).toBeNull()
    show()
    expect(status.phase).toBe('live')
  })

  it('is stalled when pictures stay away', async () => {
    show()
    await vi.advanceTimersByTimeAsync(8_500)
    expect(status.phase).toBe('stalled')
  })
})
