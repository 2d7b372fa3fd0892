/** Stand-ins for what a browser brings; used by the specs beside them. */
import type { LiveReason, LiveTicket, LiveTransport } from './transport'

export function ticket(change: Partial<LiveTicket> = {}): LiveTicket {
  return {
    token: 'token-1',
    whep_url: 'http://media.test:8001/whep/7',
    mse_url: 'http://media.test:8001/mse/7',
    expires_at: '2026-11-20T08:01:00Z',
    max_seconds: 600,
    ...change,
  }
}

export function setVisibility(state: DocumentVisibilityState): void {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
  document.dispatchEvent(new Event('visibilitychange'))
}

export class FakeTransport implements LiveTransport {
  onLost: (reason: LiveReason) => void = () => undefined
  isClosed = false
  video: HTMLVideoElement | null = null

  attach(video: HTMLVideoElement): void {
    this.video = video
  }

  close(): void {
    this.isClosed = true
  }
}

export class FakeVideo extends EventTarget {
  muted = false
  src = ''
  srcObject: unknown = null
  currentTime = 0
  disableRemotePlayback = false
  private waiting: (() => void)[] = []

  play(): Promise<void> {
    return Promise.resolve()
  }

  removeAttribute(name: string): void {
    if (name === 'src') this.src = ''
  }

  requestVideoFrameCallback(callback: () => void): number {
    return this.waiting.push(callback)
  }

  cancelVideoFrameCallback(): void {
    this.waiting = []
  }

  showFrame(): void {
    const callbacks = this.waiting
    this.waiting = []
    for (const callback of callbacks) callback()
  }
}

export class FakePeer extends EventTarget {
  static last: FakePeer
  static gathering = 'complete'
  iceGatheringState = FakePeer.gathering
  connectionState = 'new'
  localDescription: { sdp: string } | null = null
  remoteDescription: { type: string; sdp: string } | null = null
  readonly transceivers: [string, { direction: string }][] = []
  isClosed = false

  constructor(readonly configuration: RTCConfiguration) {
    super()
    FakePeer.last = this
  }

  addTransceiver(kind: string, init: { direction: string }): void {
    this.transceivers.push([kind, init])
  }

  setLocalDescription(): Promise<void> {
    this.localDescription = { sdp: 'v=0 offer' }
    return Promise.resolve()
  }

  setRemoteDescription(description: { type: string; sdp: string }): Promise<void> {
    this.remoteDescription = description
    return Promise.resolve()
  }

  close(): void {
    this.isClosed = true
  }

  become(state: string): void {
    this.connectionState = state
    this.dispatchEvent(new Event('connectionstatechange'))
  }
}

export class FakeSocket {
  static last: FakeSocket
  binaryType = ''
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  onerror: (() => void) | null = null
  isClosed = false

  constructor(readonly url: string) {
    FakeSocket.last = this
  }

  close(): void {
    this.isClosed = true
  }
}

class FakeBuffer extends EventTarget {
  updating = false
  readonly appended: ArrayBuffer[] = []
  readonly removed: [number, number][] = []
  ranges: [number, number][] = []
  isFull = false

  get buffered() {
    const { ranges } = this
    return { length: ranges.length, start: (at: number) => (ranges[at] as [number, number])[0], end: (at: number) => (ranges[at] as [number, number])[1] }
  }

  appendBuffer(data: ArrayBuffer): void {
    if (this.isFull) throw new DOMException('full', 'QuotaExceededError')
    this.updating = true
    this.appended.push(data)
  }

  remove(start: number, end: number): void {
    this.removed.push([start, end])
  }

  finish(): void {
    this.updating = false
    this.dispatchEvent(new Event('updateend'))
  }
}

export class FakeMediaSource extends EventTarget {
  static last: FakeMediaSource
  static isTypeSupported = (mime: string) => mime.includes('avc1')
  readyState = 'closed'
  readonly buffer = new FakeBuffer()

  constructor() {
    super()
    FakeMediaSource.last = this
  }

  addSourceBuffer(): FakeBuffer {
    return this.buffer
  }

  open(): void {
    this.readyState = 'open'
    this.dispatchEvent(new Event('sourceopen'))
  }
}
