/**
 * Shows one camera's blurred pictures on an image element, or says why there are none.
 *
 * Free of Vue. The picture goes away the moment the connection does: what may no longer be seen is not left standing.
 */
import { LiveFailure, type LiveTicket } from '@/features/cameras/live/transport'
import { ApiError } from '@/shared/http'

export type BlurredPhase = 'stopped' | 'connecting' | 'live' | 'stalled' | 'refused' | 'paused'

export interface BlurredStatus {
  phase: BlurredPhase
  /** Why there is no picture: a code with words in parents.json. */
  code: string
  opensAt: string | null
  firstFrameMs: number | null
}

export interface BlurredTicket extends LiveTicket {
  blurred_url: string
  is_blurred: boolean
}

export interface BlurredOptions {
  requestTicket: (signal: AbortSignal) => Promise<BlurredTicket>
  onStatus: (status: BlurredStatus) => void
  onFrame?: (frames: number) => void
}

const STALLED_MS = 8_000
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 15_000
const REFUSED_WAIT_MS = 15_000

export class BlurredPlayer {
  frames = 0
  private status: BlurredStatus = { phase: 'stopped', code: '', opensAt: null, firstFrameMs: null }
  private socket: WebSocket | null = null
  private attempt: AbortController | null = null
  private url = ''
  private timer: ReturnType<typeof setTimeout> | undefined
  private silence: ReturnType<typeof setTimeout> | undefined
  private waitMs = FIRST_WAIT_MS
  private isWanted = false

  constructor(
    private readonly image: HTMLImageElement,
    private readonly options: BlurredOptions,
  ) {}

  start(): void {
    this.isWanted = true
    document.addEventListener('visibilitychange', this.followVisibility)
    this.followVisibility()
  }

  stop(): void {
    this.isWanted = false
    document.removeEventListener('visibilitychange', this.followVisibility)
    this.disconnect()
    this.tell({ phase: 'stopped' })
  }

  retry(): void {
    this.disconnect()
    this.waitMs = FIRST_WAIT_MS
    if (this.isWanted) void this.connect()
  }

  private readonly followVisibility = (): void => {
    if (document.visibilityState === 'visible') return this.retry()
    this.disconnect()
    this.tell({ phase: 'paused' })
  }

  private async connect(): Promise<void> {
    const attempt = (this.attempt = new AbortController())
    const startedAt = Date.now()
    if (this.status.phase !== 'refused') this.tell({ phase: 'connecting', code: '', opensAt: null })
    try {
      const ticket = await this.options.requestTicket(attempt.signal)
      if (attempt.signal.aborted) return
      this.open(ticket, startedAt)
    } catch (error) {
      if (!attempt.signal.aborted) this.refuse(error)
    }
  }

  private open(ticket: BlurredTicket, startedAt: number): void {
    const url = new URL(ticket.blurred_url, location.href)
    url.searchParams.set('token', ticket.token)
    const socket = (this.socket = new WebSocket(url.href))
    socket.binaryType = 'blob'
    socket.onmessage = ({ data }) => (data instanceof Blob ? this.show(data, startedAt) : this.hear(String(data)))
    socket.onclose = () => this.socket === socket && this.lose()
    this.listen()
  }

  private show(picture: Blob, startedAt: number): void {
    const before = this.url
    this.url = URL.createObjectURL(picture)
    this.image.src = this.url
    if (before) URL.revokeObjectURL(before)
    this.frames += 1
    this.waitMs = FIRST_WAIT_MS
    this.listen()
    this.tell({ phase: 'live', code: '', opensAt: null, firstFrameMs: this.status.firstFrameMs ?? Date.now() - startedAt })
    this.options.onFrame?.(this.frames)
  }

  private hear(text: string): void {
    const code = (JSON.parse(text) as { code: string }).code
    if (!code) return
    this.clear()
    this.tell({ phase: 'refused', code })
  }

  /** The connection ended: by the clock of the ticket, because the leave to watch ended, or because the line broke. */
  private lose(): void {
    this.socket = null
    this.clear()
    if (this.status.phase !== 'refused') this.tell({ phase: 'connecting', code: '' })
    this.later(this.status.phase === 'refused' ? REFUSED_WAIT_MS : 200)
  }

  private refuse(error: unknown): void {
    this.clear()
    const isApi = error instanceof ApiError
    const opensAt = isApi && typeof error.extra.opens_at === 'string' ? error.extra.opens_at : null
    const code = isApi ? (error.status === 0 ? 'offline' : error.status === 404 || error.status === 401 || error.code === 'forbidden' ? 'not_allowed' : error.code) : error instanceof LiveFailure ? error.reason : 'unreachable'
    this.tell({ phase: 'refused', code, opensAt })
    this.later(isApi && error.status > 0 ? REFUSED_WAIT_MS : this.waitMs)
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS)
  }

  private listen(): void {
    clearTimeout(this.silence)
    this.silence = setTimeout(() => this.status.phase === 'live' && this.tell({ phase: 'stalled' }), STALLED_MS)
  }

  private later(milliseconds: number): void {
    clearTimeout(this.timer)
    if (this.isWanted) this.timer = setTimeout(() => void this.connect(), milliseconds)
  }

  private clear(): void {
    clearTimeout(this.silence)
    this.image.removeAttribute('src')
    if (this.url) URL.revokeObjectURL(this.url)
    this.url = ''
  }

  private disconnect(): void {
    this.attempt?.abort()
    this.attempt = null
    clearTimeout(this.timer)
    const socket = this.socket
    this.socket = null
    socket?.close()
    this.clear()
  }

  private tell(change: Partial<BlurredStatus>): void {
    this.status = { ...this.status, ...change }
    this.options.onStatus(this.status)
  }
}
