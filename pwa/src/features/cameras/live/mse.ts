/** Fragmented MP4 over a WebSocket into Media Source Extensions: the way in where WebRTC is refused. */
import { LiveFailure, reasonOfStatus, type LiveReason, type LiveTicket, type LiveTransport } from './transport'

/** Never further behind than this; a jump goes to just before the newest picture. */
const MAX_BEHIND_S = 1.5
const EDGE_S = 0.25
const KEEP_S = 10
const MAX_QUEUE_BYTES = 8 * 1024 * 1024
const CHASE_MS = 500

interface ManagedGlobals {
  ManagedMediaSource?: typeof MediaSource
}

/** iPhones have no MediaSource, only the managed one (since iOS 17.1). */
function mediaSourceClass(): typeof MediaSource | undefined {
  return (globalThis as ManagedGlobals).ManagedMediaSource ?? (typeof MediaSource === 'undefined' ? undefined : MediaSource)
}

function socketUrl(ticket: LiveTicket): string {
  const url = new URL(ticket.mse_url, location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  if (!url.searchParams.has('token')) url.searchParams.set('token', ticket.token)
  return url.href
}

/** The socket's first message names the codec: {"mime": "video/mp4; codecs=..."}. */
function greeting(socket: WebSocket, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const refuse = (reason: LiveReason) => reject(new LiveFailure(reason))
    signal.addEventListener('abort', () => refuse('lost'), { once: true })
    socket.onerror = () => refuse('unreachable')
    socket.onclose = (event) => refuse(event.code >= 4400 ? reasonOfStatus(event.code - 4000) : 'unreachable')
    socket.onmessage = (event) => {
      try {
        resolve((JSON.parse(String(event.data)) as { mime: string }).mime)
      } catch {
        refuse('unsupported')
      }
    }
  })
}

/** How to move so that the newest picture is shown: null, or the time to jump to. */
export function jumpTarget(position: number, start: number, end: number): number | null {
  if (position < start) return Math.max(start, end - EDGE_S)
  return end - position > MAX_BEHIND_S ? end - EDGE_S : null
}

export class MseTransport implements LiveTransport {
  onLost: (reason: LiveReason) => void = () => undefined
  private readonly queue: ArrayBuffer[] = []
  private queuedBytes = 0
  private buffer: SourceBuffer | null = null
  private video: HTMLVideoElement | null = null
  private url = ''
  private chaser: ReturnType<typeof setInterval> | undefined
  private isClosed = false

  constructor(
    private readonly socket: WebSocket,
    private readonly mime: string,
    private readonly source: MediaSource,
  ) {
    socket.onmessage = (event) => event.data instanceof ArrayBuffer && this.push(event.data)
    socket.onclose = () => this.lose('lost')
    socket.onerror = () => this.lose('lost')
  }

  attach(video: HTMLVideoElement): void {
    this.video = video
    this.url = URL.createObjectURL(this.source)
    // Without this an iPhone refuses a managed source.
    video.disableRemotePlayback = true
    video.srcObject = null
    video.src = this.url
    this.source.addEventListener('sourceopen', () => this.begin(), { once: true })
    this.chaser = setInterval(() => this.chase(), CHASE_MS)
  }

  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    clearInterval(this.chaser)
    this.socket.close()
    if (this.url) URL.revokeObjectURL(this.url)
    if (this.video?.src === this.url) this.video.removeAttribute('src')
  }

  private begin(): void {
    if (this.isClosed || this.source.readyState !== 'open') return
    try {
      this.buffer = this.source.addSourceBuffer(this.mime)
    } catch {
      return this.lose('unsupported')
    }
    this.buffer.addEventListener('updateend', () => this.pump())
    this.buffer.addEventListener('error', () => this.lose('lost'))
    this.pump()
  }

  private push(data: ArrayBuffer): void {
    this.queue.push(data)
    this.queuedBytes += data.byteLength
    if (this.queuedBytes > MAX_QUEUE_BYTES) this.lose('lost')
    else this.pump()
  }

  private pump(): void {
    const next = this.queue[0]
    if (!next || !this.buffer || this.buffer.updating || this.source.readyState !== 'open') return
    try {
      this.buffer.appendBuffer(next)
      this.queue.shift()
      this.queuedBytes -= next.byteLength
    } catch {
      // The quota is full: room is made and 'updateend' brings us back.
      if (!this.trim(1)) this.lose('lost')
    }
  }

  private chase(): void {
    const { video, buffer } = this
    if (!video || !buffer || buffer.buffered.length === 0) return
    const last = buffer.buffered.length - 1
    const target = jumpTarget(video.currentTime, buffer.buffered.start(last), buffer.buffered.end(last))
    if (target !== null) video.currentTime = target
    this.trim(KEEP_S)
  }

  private trim(keep: number): boolean {
    const { video, buffer } = this
    if (!video || !buffer || buffer.updating || buffer.buffered.length === 0) return false
    const start = buffer.buffered.start(0)
    const until = video.currentTime - keep
    if (until <= start + keep / 2) return false
    buffer.remove(start, until)
    return true
  }

  private lose(reason: LiveReason): void {
    if (this.isClosed) return
    this.close()
    this.onLost(reason)
  }
}

export async function openMse(ticket: LiveTicket, signal: AbortSignal): Promise<LiveTransport> {
  const Source = mediaSourceClass()
  if (!Source || typeof WebSocket === 'undefined') throw new LiveFailure('unsupported')
  const socket = new WebSocket(socketUrl(ticket))
  socket.binaryType = 'arraybuffer'
  try {
    const mime = await greeting(socket, signal)
    if (!Source.isTypeSupported(mime)) throw new LiveFailure('unsupported')
    return new MseTransport(socket, mime, new Source())
  } catch (error) {
    socket.onclose = null
    socket.onerror = null
    socket.close()
    throw error
  }
}
