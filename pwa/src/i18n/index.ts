/** Texts live in ./<language>/<feature>.json; the file's name up to its first dot is the key's first word. */
import { createI18n } from 'vue-i18n'

import { compileMessages } from './message'
import type { Messages } from './merge'
import type { Locale } from '@/shared/types'

export const LOCALES: readonly Locale[] = ['zh-CN', 'en']
const STORED = 'mingchu.locale'

type Loader = () => Promise<{ messages: Messages }>
const first: Record<Locale, Loader> = { 'zh-CN': () => import('./zh-CN'), en: () => import('./en') }
const later: Record<Locale, Loader> = { 'zh-CN': () => import('./zh-CN.later'), en: () => import('./en.later') }

export const i18n = createI18n({ legacy: false, locale: 'zh-CN', fallbackLocale: false, messages: {} as Record<string, never> })
const loads = new Map<Loader, Promise<void>>()
let hasLater = false
let wanted: Locale | null = null

export function addMessages(locale: Locale, messages: Messages): void {
  i18n.global.mergeLocaleMessage(locale, compileMessages(messages))
}

/** Each file once; a failed load may be tried again. */
function loadOnce(loader: Loader, locale: Locale): Promise<void> {
  const known = loads.get(loader)
  if (known) return known
  const load = loader().then(({ messages }) => addMessages(locale, messages))
  loads.set(loader, load)
  load.catch(() => loads.delete(loader))
  return load
}

export function storedLocale(): Locale {
  const stored = localStorage.getItem(STORED)
  if (stored === 'zh-CN' || stored === 'en') return stored
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

/** Loads the language's file once and switches to it; kept on the device for the next start. The last wish wins. */
export async function setLocale(locale: Locale): Promise<void> {
  wanted = locale
  await loadOnce(first[locale], locale)
  // Asked only now: a page may have wanted the later texts while the first ones came.
  if (hasLater) await loadOnce(later[locale], locale)
  if (wanted !== locale) return
  i18n.global.locale.value = locale as never
  localStorage.setItem(STORED, locale)
  document.documentElement.lang = locale
}

/** The texts of cameras, settings and audit; awaited before their pages are shown. */
export async function loadLaterTexts(): Promise<void> {
  hasLater = true
  const locale = i18n.global.locale.value as Locale
  await loadOnce(later[locale], locale)
}
