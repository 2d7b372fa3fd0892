/** The app speaks in Asia/Shanghai, which has had no summer time since 1991; a typed time means that, wherever the device is. */
const OFFSET = '+08:00'
const OFFSET_MS = 8 * 3_600_000

/** "2026-11-20T16:30", as an input of type datetime-local wants it. */
export function clockTime(at: Date): string {
  return new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 16)
}

export function instantOf(typed: string): string {
  return new Date(`${typed.slice(0, 16)}:00${OFFSET}`).toISOString()
}
