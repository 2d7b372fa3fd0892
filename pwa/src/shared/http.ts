/** The only place that calls fetch for the API: CSRF on writes, problem+json to ApiError, honest about cached answers. */
import { ref } from 'vue'

import { ApiError, problemOf } from '@/shared/problem'

export { ApiError }

/** When the last answer came from the device's cache, the time it was fetched; null while answers come from the server. */
export const servedFromCacheAt = ref<string | null>(null)
export const isOffline = ref(false)

let csrfToken = ''
let onSignedOut: () => void = () => undefined

export function setCsrfToken(token: string): void {
  csrfToken = token
}

/** Called on any 401 except the one that answers a sign-in. */
export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback
}

function cookieToken(): string {
  if (typeof document === 'undefined') return ''
  const found = /(?:^|; )csrf=([^;]+)/.exec(document.cookie)
  return found?.[1] ? decodeURIComponent(found[1]) : ''
}

export interface RequestOptions {
  json?: unknown
  form?: FormData
  headers?: Record<string, string>
  signal?: AbortSignal
  timeoutMs?: number
}

const TIMEOUT_MS = 20_000

function buildInit(method: string, options: RequestOptions): RequestInit {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers }
  if (method !== 'GET') headers['X-CSRF-Token'] = csrfToken || cookieToken()
  if (options.json !== undefined) headers['Content-Type'] = 'application/json'
  const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS)
  return {
    method,
    headers,
    body: options.form ?? (options.json === undefined ? undefined : JSON.stringify(options.json)),
    credentials: 'same-origin',
    signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
  }
}

async function send(method: string, path: string, options: RequestOptions): Promise<Response> {
  try {
    const response = await fetch(path, buildInit(method, options))
    servedFromCacheAt.value = response.headers.get('X-Cached-At')
    isOffline.value = servedFromCacheAt.value !== null
    return response
  } catch (cause) {
    if (options.signal?.aborted) throw cause
    isOffline.value = true
    throw new ApiError(0, 'offline')
  }
}

export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(method, path, options)
  if (!response.ok) {
    const problem = await problemOf(response)
    if (problem.status === 401 && problem.code !== 'invalid_credentials') onSignedOut()
    throw problem
  }
  if (response.status === 204 || response.headers.get('Content-Length') === '0') return undefined as T
  const text = await response.text()
  return (text ? JSON.parse(text) : undefined) as T
}

export const http = {
  get: <T>(path: string, options?: RequestOptions) => request<T>('GET', path, options),
  post: <T>(path: string, json?: unknown, options?: RequestOptions) => request<T>('POST', path, { ...options, json: json ?? {} }),
  postForm: <T>(path: string, form: FormData, options?: RequestOptions) => request<T>('POST', path, { ...options, form }),
  put: <T>(path: string, json: unknown, options?: RequestOptions) => request<T>('PUT', path, { ...options, json }),
  patch: <T>(path: string, json: unknown, options?: RequestOptions) => request<T>('PATCH', path, { ...options, json }),
  delete: <T = void>(path: string, options?: RequestOptions) => request<T>('DELETE', path, options),
}

/** Builds a query string; empty, null and false values are left out. */
export function withQuery(path: string, query: Record<string, string | number | boolean | null | undefined>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '' || value === false) continue
    params.set(name, value === true ? '1' : String(value))
  }
  const text = params.toString()
  return text ? `${path}?${text}` : path
}
