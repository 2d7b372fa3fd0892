/** WebRTC-HTTP egress: one POST with an offer, one answer, a DELETE at the end. */
import { LiveFailure, reasonOfStatus, type LiveReason, type LiveTicket, type LiveTransport } from './transport'

const GATHER_MS = 800

/** Host candidates arrive within milliseconds; a slow interface must not hold up the others. */
function gathered(peer: RTCPeerConnection): Promise<void> {
  if (peer.iceGatheringState === 'complete') return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, GATHER_MS)
    peer.addEventListener('icegatheringstatechange', () => {
      if (peer.iceGatheringState !== 'complete') return
      clearTimeout(timer)
      resolve()
    })
  })
}

async function post(ticket: LiveTicket, offer: string, signal: AbortSignal): Promise<Response> {
  let response: Response
  try {
    response = await fetch(ticket.whep_url, {
      method: 'POST',
      headers: { Authorization: `Bearer ${ticket.token}`, 'Content-Type': 'application/sdp' },
      body: offer,
      credentials: 'omit',
      signal,
    })
  } catch {
    throw new LiveFailure('unreachable')
  }
  if (response.ok) return response
  const seconds = Number(response.headers.get('Retry-After'))
  throw new LiveFailure(reasonOfStatus(response.status), seconds > 0 ? seconds : null)
}

class WhepTransport implements LiveTransport {
  onLost: (reason: LiveReason) => void = () => undefined
  private readonly stream = new MediaStream()
  private isClosed = false

  constructor(
    private readonly peer: RTCPeerConnection,
    private readonly token: string,
    private sessionUrl: string | null = null,
  ) {
    peer.addEventListener('track', (event) => this.stream.addTrack(event.track))
    peer.addEventListener('connectionstatechange', () => {
      if (peer.connectionState === 'failed' || peer.connectionState === 'closed') this.lose('lost')
    })
  }

  async accept(response: Response, base: string): Promise<void> {
    const location = response.headers.get('Location')
    this.sessionUrl = location ? new URL(location, base).href : null
    await this.peer.setRemoteDescription({ type: 'answer', sdp: await response.text() })
  }

  attach(video: HTMLVideoElement): void {
    video.removeAttribute('src')
    video.srcObject = this.stream
  }

  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    this.peer.close()
    if (!this.sessionUrl) return
    // keepalive: the page may be going away with us.
    void fetch(this.sessionUrl, { method: 'DELETE', headers: { Authorization: `Bearer ${this.token}` }, credentials: 'omit', keepalive: true }).catch(
      () => undefined,
    )
  }

  private lose(reason: LiveReason): void {
    if (this.isClosed) return
    this.close()
    this.onLost(reason)
  }
}

export async function openWhep(ticket: LiveTicket, signal: AbortSignal): Promise<LiveTransport> {
  if (typeof RTCPeerConnection === 'undefined') throw new LiveFailure('unsupported')
  // No STUN: kitchens' cameras are watched over the same network or through a public media address.
  const peer = new RTCPeerConnection({ iceServers: [] })
  const transport = new WhepTransport(peer, ticket.token)
  try {
    peer.addTransceiver('video', { direction: 'recvonly' })
    await peer.setLocalDescription()
    await gathered(peer)
    await transport.accept(await post(ticket, peer.localDescription?.sdp ?? '', signal), ticket.whep_url)
    signal.throwIfAborted()
    return transport
  } catch (error) {
    transport.close()
    throw error instanceof LiveFailure ? error : new LiveFailure('unsupported')
  }
}
