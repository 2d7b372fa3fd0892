/** Texts live in ./<language>/<feature>.json; the file's name up to its first dot is the key's first word. */
import { createI18n } from 'vue-i18n'

import type { Locale } from '@/shared/types'

export const LOCALES: readonly Locale[] = ['zh-CN', 'en']
const STORED = 'mingchu.locale'

const loaders = {
  'zh-CN': () => import('./zh-CN'),
  en: () => import('./en'),
}

export const i18n = createI18n({ legacy: false, locale: 'zh-CN', fallbackLocale: false, messages: {} as Record<string, never> })

export function storedLocale(): Locale {
  const stored = localStorage.getItem(STORED)
  if (stored === 'zh-CN' || stored === 'en') return stored
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

/** Loads the language's file once and switches to it; kept on the device for the next start. */
export async function setLocale(locale: Locale): Promise<void> {
  if (!i18n.global.availableLocales.includes(locale as never)) {
    const { messages } = await loaders[locale]()
    i18n.global.setLocaleMessage(locale, messages as never)
  }
  i18n.global.locale.value = locale as never
  localStorage.setItem(STORED, locale)
  document.documentElement.lang = locale
}
