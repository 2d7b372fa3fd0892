import { beforeEach, describe, expect, it, vi } from 'vitest'

beforeEach(() => vi.resetModules())

describe('switching the language', () => {
  it('has the later texts of the language that was switched to while they were loaded', async () => {
    const { i18n, loadLaterTexts, setLocale } = await import('./index')
    const stored = setLocale('en')
    const own = setLocale('zh-CN')
    await Promise.all([stored, own, loadLaterTexts()])
    await setLocale('en')

    expect(i18n.global.locale.value).toBe('en')
    expect(i18n.global.getLocaleMessage('en')).toHaveProperty('settings.cameras.title')
  })

  it('ends with the language that was asked for last', async () => {
    const { i18n, setLocale } = await import('./index')
    await Promise.all([setLocale('en'), setLocale('zh-CN')])

    expect(i18n.global.locale.value).toBe('zh-CN')
  })
})
