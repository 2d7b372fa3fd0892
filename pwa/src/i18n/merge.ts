export interface Messages {
  [key: string]: string | Messages
}

export function mergeInto(target: Messages, source: Messages): Messages {
  for (const [key, value] of Object.entries(source)) {
    const existing = target[key]
    if (typeof value === 'object' && typeof existing === 'object') mergeInto(existing, value)
    else target[key] = value
  }
  return target
}

/** {"./en/errors.cameras.json": {...}} -> {errors: {...}}; files with the same first word are merged. */
export function mergeFiles(files: Record<string, Messages>): Messages {
  const merged: Messages = {}
  for (const [path, messages] of Object.entries(files)) {
    const name = path.split('/').at(-1)?.split('.')[0] ?? path
    const target = (merged[name] ??= {})
    if (typeof target === 'object') mergeInto(target, structuredClone(messages))
  }
  return merged
}
