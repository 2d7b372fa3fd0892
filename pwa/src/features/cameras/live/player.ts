/**
 * Keeps one camera's live picture on a video element: WHEP, else MSE, else "offline" with a reason.
 *
 * Free of Vue. `start` and `stop` may be called any number of times; nothing runs while the page is hidden.
 */
import { FlowMeter } from './flow'
import { watchFrames } from './frames'
import { openMse } from './mse'
import { LiveFailure, type LiveReason, type LiveTicket, type LiveTransport, type OpenTransport } from './transport'
import { openWhep } from './whep'

export type LiveMode = 'whep' | 'mse'
export type LivePhase = 'stopped' | 'connecting' | 'live' | 'stalled' | 'offline' | 'paused'

export interface LiveStatus {
  phase: LivePhase
  /** The last way a picture came, kept while a gap is mended. */
  mode: LiveMode | null
  reason: LiveReason | null
  firstFrameMs: number | null
}

export interface PlayerOptions {
  /** POST /api/cameras/<id>/live-sessions; rejects with LiveFailure. */
  requestTicket: (signal: AbortSignal) => Promise<LiveTicket>
  onStatus: (status: LiveStatus) => void
  onFrame?: (frames: number) => void
  transports?: readonly (readonly [LiveMode, OpenTransport])[]
}

export const FIRST_FRAME_MS = 5_000
const RENEW_BEFORE_MS = 30_000
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 15_000
const CHECK_MS = 500

const TRANSPORTS = [['whep', openWhep], ['mse', openMse]] as const

export class LivePlayer {
  frames = 0
  lastFrameAt: number | null = null
  private status: LiveStatus = { phase: 'stopped', mode: null, reason: null, firstFrameMs: null }
  private transports: (readonly [LiveMode, OpenTransport])[]
  private transport: LiveTransport | null = null
  private attempt: AbortController | null = null
  private waitMs = FIRST_WAIT_MS
  private timers: ReturnType<typeof setTimeout>[] = []
  private checker: ReturnType<typeof setInterval> | undefined
  private unwatchFrames: () => void = () => undefined
  private isWanted = false
  private flow = new FlowMeter(0, 0)

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly options: PlayerOptions,
  ) {
    this.transports = [...(options.transports ?? TRANSPORTS)]
  }

  start(): void {
    if (this.isWanted) return
    this.isWanted = true
    document.addEventListener('visibilitychange', this.followVisibility)
    this.unwatchFrames = watchFrames(this.video, () => this.countFrame())
    this.followVisibility()
  }

  stop(): void {
    this.isWanted = false
    document.removeEventListener('visibilitychange', this.followVisibility)
    this.unwatchFrames()
    this.disconnect()
    this.tell({ phase: 'stopped', reason: null })
  }

  /** Tries again at once, for instance after a tap. */
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
    // After a failure the reason stays readable until there is leave to try.
    if (this.status.phase !== 'offline') this.tell({ phase: 'connecting', reason: null })
    try {
      const ticket = await this.options.requestTicket(attempt.signal)
      attempt.signal.throwIfAborted()
      this.tell({ phase: 'connecting', reason: null })
      const mode = await this.openFirstThatShows(ticket, attempt.signal)
      this.tell({ phase: 'live', mode, reason: null, firstFrameMs: this.status.firstFrameMs ?? Date.now() - startedAt })
      this.keep(ticket)
    } catch (error) {
      if (!attempt.signal.aborted) this.fail(error)
    }
  }

  /** Tries each way until one shows a frame; the one that worked is tried first the next time. */
  private async openFirstThatShows(ticket: LiveTicket, signal: AbortSignal): Promise<LiveMode> {
    let failure: unknown = new LiveFailure('unsupported')
    for (const way of this.transports) {
      try {
        await this.show(await way[1](ticket, signal), signal)
        this.transports = [way, ...this.transports.filter((other) => other !== way)]
        return way[0]
      } catch (error) {
        signal.throwIfAborted()
        this.drop()
        failure = error
        if (error instanceof LiveFailure && ['camera_offline', 'busy', 'needs_tap'].includes(error.reason)) break
      }
    }
    throw failure
  }

  private async show(transport: LiveTransport, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return transport.close()
    this.adopt(transport)
    const before = this.frames
    await new Promise<void>((resolve, reject) => {
      const settle = (failure?: LiveFailure) => {
        clearInterval(poll)
        clearTimeout(timer)
        if (failure) reject(failure)
        else resolve()
      }
      const poll = setInterval(() => this.frames > before && settle(), 20)
      const timer = setTimeout(() => settle(new LiveFailure('no_frames')), FIRST_FRAME_MS)
      transport.onLost = (reason) => settle(new LiveFailure(reason))
      signal.addEventListener('abort', () => settle(new LiveFailure('lost')), { once: true })
      this.play((failure) => settle(failure))
    })
  }

  /** The new picture is on the element before the old one ends. */
  private adopt(transport: LiveTransport): void {
    transport.attach(this.video)
    this.transport?.close()
    this.transport = transport
  }

  private play(onRefused: (failure: LiveFailure) => void): void {
    this.video.muted = true
    // An AbortError only says that a newer picture took its place.
    this.video.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'NotAllowedError') onRefused(new LiveFailure('needs_tap'))
    })
  }

  private keep(ticket: LiveTicket): void {
    if (this.transport) this.transport.onLost = (reason) => this.fail(new LiveFailure(reason))
    this.flow = new FlowMeter(Date.now(), this.frames)
    this.checker = setInterval(() => this.checkFlow(), CHECK_MS)
    this.later(Math.max(10_000, ticket.max_seconds * 1000 - RENEW_BEFORE_MS), () => void this.renew())
    this.later(10_000, () => (this.waitMs = FIRST_WAIT_MS))
  }

  /** A session lasts minutes; the next one is opened while this one still plays. */
  private async renew(): Promise<void> {
    this.clearTimers()
    const attempt = (this.attempt = new AbortController())
    try {
      const ticket = await this.options.requestTicket(attempt.signal)
      const mode = await this.openFirstThatShows(ticket, attempt.signal)
      this.tell({ phase: 'live', mode, reason: null })
      this.keep(ticket)
    } catch (error) {
      if (!attempt.signal.aborted) this.fail(error)
    }
  }

  private checkFlow(): void {
    const flow = this.flow.judge(Date.now(), this.frames)
    if (flow === 'lost') return this.fail(new LiveFailure('lost'))
    const phase = flow === 'stalled' ? 'stalled' : 'live'
    if (phase !== this.status.phase) this.tell({ phase })
  }

  private fail(error: unknown): void {
    const failure = error instanceof LiveFailure ? error : new LiveFailure('unreachable')
    this.disconnect()
    this.tell({ phase: 'offline', reason: failure.reason })
    if (!this.isWanted || failure.reason === 'needs_tap') return
    const wait = Math.max(this.waitMs, (failure.retryAfter ?? 0) * 1000, failure.reason === 'not_allowed' ? LONGEST_WAIT_MS : 0)
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS)
    this.later(wait, () => void this.connect())
  }

  private countFrame(): void {
    this.frames += 1
    this.lastFrameAt = Date.now()
    this.options.onFrame?.(this.frames)
  }

  private drop(): void {
    this.transport?.close()
    this.transport = null
  }

  private disconnect(): void {
    this.attempt?.abort()
    this.attempt = null
    this.clearTimers()
    this.drop()
  }

  private later(milliseconds: number, task: () => void): void {
    this.timers.push(setTimeout(task, milliseconds))
  }

  private clearTimers(): void {
    clearInterval(this.checker)
    this.timers.forEach(clearTimeout)
    this.timers = []
  }

  private tell(change: Partial<LiveStatus>): void {
    this.status = { ...this.status, ...change }
    this.options.onStatus(this.status)
  }
}
