/** Reads of the API, newest first from the server; without a line the last copy, marked with its time. */
export const API_CACHE = 'mingchu-api-1'
export const CACHED_AT = 'X-Cached-At'

const PATIENCE_MS = 6_000
const MOST_ENTRIES = 300
const NEVER = [/^\/api\/session/, /^\/api\/sessions/, /^\/api\/config$/, /^\/api\/device\//, /^\/api\/audit/, /\/live-sessions$/, /\/pdf$/, /^\/api\/camera-tests/, /\/photo$/, /^\/api\/morning-checks\//, /\/export$/]

export function isKept(method: string, path: string): boolean {
  return method === 'GET' && path.startsWith('/api/') && !NEVER.some((pattern) => pattern.test(path))
}

/**
 * Clips are asked for in ranges and are too large to keep. The server's `no-store` speaks to caches on the way and to the
 * browser's own; this copy is the app's, is only shown without a line, and is deleted at sign-out.
 */
export function isWorthKeeping(response: Response): boolean {
  const type = response.headers.get('Content-Type') ?? ''
  return response.status === 200 && !type.startsWith('video/')
}

export function marked(response: Response, at: string): Response {
  const headers = new Headers(response.headers)
  headers.set(CACHED_AT, at)
  return new Response(response.body, { status: response.status, headers })
}

async function keep(request: Request, response: Response): Promise<void> {
  const cache = await caches.open(API_CACHE)
  await cache.put(request, marked(response, new Date().toISOString()))
  const keys = await cache.keys()
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_ENTRIES)).map((old) => cache.delete(old)))
}

async function copyOf(request: Request): Promise<Response | undefined> {
  return (await caches.open(API_CACHE)).match(request)
}

/** Network first. Patience ends only where a copy exists; otherwise the server has all the time it needs. */
export async function networkFirst(request: Request, ask: (request: Request) => Promise<Response> = fetch): Promise<Response> {
  const answer = ask(request).then((response) => {
    if (isWorthKeeping(response)) void keep(request, response.clone())
    return response
  })
  const copy = await copyOf(request)
  if (!copy) return answer
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(copy), PATIENCE_MS))
  return Promise.race([answer.catch(() => copy), late])
}

/** The next person on this phone must not see what the last one saw. */
export async function forgetReads(): Promise<void> {
  await caches.delete(API_CACHE)
}
