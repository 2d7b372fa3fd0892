/** Whether a picture flows, judged against its own usual pace: a frame now and then is not a live picture. */

export type Flow = 'flowing' | 'stalled' | 'lost'

export const STALLED_MS = 3_000
export const LOST_MS = 8_000
const STALLED_SHARE = 0.1
const LOST_SHARE = 0.05

export class FlowMeter {
  private readonly marks: { at: number; frames: number }[] = []
  /** Most frames seen within one STALLED_MS span. */
  private usual = 0

  constructor(
    private readonly startedAt: number,
    private readonly startFrames: number,
  ) {
    this.marks.push({ at: startedAt, frames: startFrames })
  }

  judge(now: number, frames: number): Flow {
    this.marks.push({ at: now, frames })
    while ((this.marks[1]?.at ?? now) <= now - LOST_MS) this.marks.shift()
    const recent = this.since(now - STALLED_MS, frames)
    this.usual = Math.max(this.usual, recent)
    if (now - this.startedAt > LOST_MS && this.since(now - LOST_MS, frames) <= (this.usual * LOST_SHARE * LOST_MS) / STALLED_MS) return 'lost'
    return now - this.startedAt > STALLED_MS && recent <= this.usual * STALLED_SHARE ? 'stalled' : 'flowing'
  }

  private since(moment: number, frames: number): number {
    const mark = this.marks.findLast((one) => one.at <= moment)
    return frames - (mark?.frames ?? this.startFrames)
  }
}
