/** problem+json as an error with a stable code. Free of Vue: the service worker uses it too. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly fields: Record<string, unknown> = {},
    readonly retryAfter: number | null = null,
    readonly detail: string = '',
    /** Everything else that the problem says, such as when something opens again. */
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${status} ${code}`)
    this.name = 'ApiError'
  }

  /** True when the request may not have reached the server and is worth another try. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

interface Problem {
  code?: string
  fields?: Record<string, unknown>
  detail?: string
}

/** Turns an unsuccessful answer into an ApiError; an answer without a code is named after its status. */
export async function problemOf(response: Response): Promise<ApiError> {
  let problem: Problem = {}
  try {
    problem = (await response.json()) as Problem
  } catch {
    // A proxy's HTML page has no code; the status speaks for it.
  }
  const retryAfter = Number(response.headers.get('Retry-After'))
  return new ApiError(
    response.status,
    problem.code ?? `http_${response.status}`,
    problem.fields ?? {},
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
    problem.detail ?? '',
    { ...problem },
  )
}

