/** Answers leave through here, once each. Used by the page and by the service worker, so nothing of Vue. */
import { openDatabase, type OutboxItem } from '@/offline/db'
import { ApiError, problemOf } from '@/shared/problem'

export interface Account {
  id: number
  csrf_token: string
}

export interface NewAnswer {
  user_id: number
  case_id: number
  page?: string
  action: string
  url: string
  title: string
  fields?: OutboxItem['fields']
  /** Whether the request names the time it was made, so that the timeline carries both clocks. */
  isDated?: boolean
  photo?: ArrayBuffer | null
}

export type FlushEnd = 'empty' | 'later' | 'signed_out'

const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 300_000
const TIMEOUT_MS = 60_000

export async function enqueue(answer: NewAnswer, now = new Date()): Promise<OutboxItem> {
  const { isDated, fields, ...rest } = answer
  const item: OutboxItem = {
    ...rest,
    id: crypto.randomUUID(),
    fields: isDated ? { ...fields, made_at: now.toISOString() } : (fields ?? {}),
    photo: answer.photo ?? null,
    made_at: now.toISOString(),
    state: 'waiting',
    tries: 0,
    next_at: 0,
    problem: null,
  }
  await (await openDatabase()).outbox.add(item)
  return item
}

/** A refused answer is kept, with its photo, until the person has seen why. */
export async function dismiss(id: string): Promise<void> {
  await (await openDatabase()).outbox.delete(id)
}

export async function makeWaiting(id: string): Promise<void> {
  await (await openDatabase()).outbox.update(id, { state: 'waiting', next_at: 0 })
}

export async function itemsOf(userId: number): Promise<OutboxItem[]> {
  return (await openDatabase()).outbox.where('user_id').equals(userId).sortBy('made_at')
}

function bodyOf(item: OutboxItem): { body: BodyInit; headers: Record<string, string> } {
  if (!item.photo) return { body: JSON.stringify(item.fields), headers: { 'Content-Type': 'application/json' } }
  const form = new FormData()
  for (const [name, value] of Object.entries(item.fields)) if (value !== null) form.set(name, String(value))
  form.set('photo', new File([item.photo], 'photo.jpg', { type: 'image/jpeg' }))
  return { body: form, headers: {} }
}

async function send(item: OutboxItem, account: Account): Promise<ApiError | null> {
  const { body, headers } = bodyOf(item)
  try {
    const response = await fetch(item.url, {
      method: 'POST',
      body,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { ...headers, Accept: 'application/json', 'X-CSRF-Token': account.csrf_token, 'Idempotency-Key': item.id },
    })
    return response.ok ? null : await problemOf(response)
  } catch {
    return new ApiError(0, 'offline')
  }
}

function waitAfter(item: OutboxItem, problem: ApiError): number {
  if (problem.retryAfter) return problem.retryAfter * 1000
  return Math.min(FIRST_WAIT_MS * 2 ** item.tries, LONGEST_WAIT_MS)
}

async function settle(item: OutboxItem, problem: ApiError | null, now: number): Promise<FlushEnd | null> {
  if (!problem) {
    await (await openDatabase()).outbox.delete(item.id)
    return null
  }
  // An outdated token is the session's matter, not the answer's: ask who we are, then send again.
  if (problem.status === 401 || problem.code.startsWith('csrf')) return 'signed_out'
  const { status, code, retryAfter } = problem
  if (problem.isTemporary) {
    await (await openDatabase()).outbox.update(item.id, { tries: item.tries + 1, next_at: now + waitAfter(item, problem), problem: { status, code, retryAfter } })
    return 'later'
  }
  await (await openDatabase()).outbox.update(item.id, { state: 'refused', tries: item.tries + 1, problem: { status, code, retryAfter } })
  return null
}

/** Sends in the order the answers were made; stops at the first one that must wait. */
async function run(account: Account, isForced: boolean): Promise<FlushEnd> {
  for (const item of await itemsOf(account.id)) {
    if (item.state !== 'waiting') continue
    if (!isForced && item.next_at > Date.now()) return 'later'
    const end = await settle(item, await send(item, account), Date.now())
    if (end) return end
  }
  return 'empty'
}

let running: Promise<FlushEnd> | null = null
let isAskedAgain = false

/** Page and worker may both want to send: a lock of the browser lets one after the other. */
function locked(work: () => Promise<FlushEnd>): Promise<FlushEnd> {
  if (!globalThis.navigator?.locks) return work()
  return navigator.locks.request('mingchu-outbox', work)
}

/**
 * Sends what waits for this account. `isForced` ignores the back-off (the line came back, or the person asked).
 * Calls while one is running are joined, and the list is read once more afterwards.
 */
export function flush(account: Account, isForced = false): Promise<FlushEnd> {
  if (running) {
    isAskedAgain = true
    return running
  }
  running = (async () => {
    try {
      let end = await locked(() => run(account, isForced))
      while (isAskedAgain && end === 'empty') {
        isAskedAgain = false
        end = await locked(() => run(account, isForced))
      }
      return end
    } finally {
      running = null
      isAskedAgain = false
    }
  })()
  return running
}
