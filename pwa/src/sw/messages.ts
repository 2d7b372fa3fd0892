/** What a push becomes on the lock screen. Pure, so that it can be tested; the worker only wires it. */
export interface PushMessage {
  title: string
  options: NotificationOptions & { renotify?: boolean; data: { url: string } }
}

interface Payload {
  title?: unknown
  body?: unknown
  tag?: unknown
  url?: unknown
  level?: unknown
  lang?: unknown
}

const FALLBACK = { 'zh-CN': { title: '明厨：有新情况', body: '点开查看' }, en: { title: 'Mingchu: something new', body: 'Tap to see' } }

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Only paths of this app: a push must never open a foreign page. */
export function safePath(value: unknown): string {
  const path = textOf(value)
  return path.startsWith('/') && !path.startsWith('//') && !path.includes('\\') ? path : '/inbox'
}

/** A payload that cannot be read still shows something: a silent push would lose the browser's permission. */
export function messageOf(raw: string | null, language: string): PushMessage {
  let payload: Payload = {}
  try {
    const parsed: unknown = JSON.parse(raw ?? '')
    if (typeof parsed === 'object' && parsed !== null) payload = parsed
  } catch {
    // Falls through to the general text.
  }
  const lang = textOf(payload.lang) || language
  const fallback = lang.startsWith('zh') ? FALLBACK['zh-CN'] : FALLBACK.en
  const title = textOf(payload.title)
  const tag = textOf(payload.tag) || 'mingchu'
  return {
    title: title || fallback.title,
    options: {
      body: textOf(payload.body) || (title ? '' : fallback.body),
      lang,
      tag,
      // A repeat replaces in silence; a higher level rings again.
      renotify: typeof payload.level !== 'number' || payload.level > 0,
      icon: '/icons/icon-192.png',
      badge: '/icons/badge-96.png',
      requireInteraction: true,
      data: { url: safePath(payload.url) },
    },
  }
}
