/** What WHEP and MSE have in common: a server that has accepted, a picture that can be put on a video element. */

/** Answer of POST /api/cameras/<id>/live-sessions. The token opens a stream within about a minute of its making. */
export interface LiveTicket {
  token: string
  whep_url: string
  mse_url: string
  expires_at: string
  max_seconds: number
}

/** Why there is no live picture; each has its own sentence in cameras.json. */
export type LiveReason =
  | 'camera_offline' | 'not_allowed' | 'busy' | 'no_frames' | 'unreachable' | 'unsupported' | 'lost' | 'needs_tap' | 'offline'

export class LiveFailure extends Error {
  constructor(
    readonly reason: LiveReason,
    /** Seconds the server asks us to wait. */
    readonly retryAfter: number | null = null,
  ) {
    super(reason)
    this.name = 'LiveFailure'
  }
}

export interface LiveTransport {
  /** Puts the picture on the element, replacing what was there. */
  attach(video: HTMLVideoElement): void
  /** Called at most once, when the stream ends without our asking. */
  onLost: (reason: LiveReason) => void
  close(): void
}

/** Resolves when the server has accepted; rejects with LiveFailure. */
export type OpenTransport = (ticket: LiveTicket, signal: AbortSignal) => Promise<LiveTransport>

export function reasonOfStatus(status: number): LiveReason {
  if (status === 401 || status === 403) return 'not_allowed'
  if (status === 404 || status === 409) return 'camera_offline'
  if (status === 406 || status === 415) return 'unsupported'
  if (status === 429 || status === 503) return 'busy'
  return 'unreachable'
}
