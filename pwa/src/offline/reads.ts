/** What was seen before shows at once from the device and is refreshed behind. */
import { openDatabase } from '@/offline/db'

const KEPT_PER_USER = 400

function keyOf(userId: number, path: string): string {
  return `${userId} ${path}`
}

/** The copy of a read, or null. A broken device database must never stop the app from asking the server. */
export async function readCopy<T>(userId: number, path: string): Promise<T | null> {
  try {
    return ((await (await openDatabase()).reads.get(keyOf(userId, path)))?.body as T | undefined) ?? null
  } catch {
    return null
  }
}

export async function keepCopy(userId: number, path: string, body: unknown, now = new Date()): Promise<void> {
  try {
    // Through JSON: reactive objects cannot be cloned into the database.
    await (await openDatabase()).reads.put({ key: keyOf(userId, path), user_id: userId, at: now.toISOString(), body: JSON.parse(JSON.stringify(body)) })
    const db = await openDatabase()
    const mine = db.reads.where('user_id').equals(userId)
    const count = await mine.count()
    if (count <= KEPT_PER_USER) return
    const oldest = (await mine.sortBy('at')).slice(0, count - KEPT_PER_USER)
    await db.reads.bulkDelete(oldest.map((read) => read.key))
  } catch {
    // Out of space or private mode: the app works, it only forgets.
  }
}

export async function forgetReads(): Promise<void> {
  try {
    await (await openDatabase()).reads.clear()
  } catch {
    // Nothing kept, nothing to forget.
  }
}

/** Shows the device's copy first, then the server's answer; the promise ends with the server's answer or its error. */
export async function readThrough<T>(userId: number, path: string, ask: () => Promise<T>, show: (body: T, isCopy: boolean) => void): Promise<void> {
  let hasAnswer = false
  const copy = readCopy<T>(userId, path).then((body) => {
    if (body !== null && !hasAnswer) show(body, true)
  })
  try {
    const body = await ask()
    hasAnswer = true
    show(body, false)
    void keepCopy(userId, path, body)
  } finally {
    await copy
  }
}
