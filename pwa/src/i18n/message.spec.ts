import { createI18n } from 'vue-i18n'
import { describe, expect, it } from 'vitest'

import { compileMessages } from './message'

const texts = compileMessages({ plain: '已整改', value: '由{name}处理', plural: '1 case | {n} cases', deep: { er: '{a} 和 {b}' } })
const { t, te } = createI18n({ legacy: false, locale: 'x', messages: { x: texts } as never }).global as unknown as {
  t(key: string, values?: Record<string, unknown>, count?: number): string
  te(key: string): boolean
}

describe('a text', () => {
  it('is shown as it is, or with its values', () => {
    expect(t('plain')).toBe('已整改')
    expect(t('value', { name: '李师傅' })).toBe('由李师傅处理')
    expect(t('deep.er', { a: 1, b: 2 })).toBe('1 和 2')
  })

  it('has one form for one and one for more', () => {
    expect([1, 2, 5000].map((n) => t('plural', { n }, n))).toEqual(['1 case', '2 cases', '5000 cases'])
  })

  it('is known to exist', () => {
    expect([te('deep.er'), te('deep.none'), te('deep')]).toEqual([true, false, false])
  })
})
