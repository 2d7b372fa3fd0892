import { describe, expect, it } from 'vitest'

import { messages as enFirst } from './en'
import { messages as enLater } from './en.later'
import { mergeInto, type Messages } from './merge'
import { messages as zhFirst } from './zh-CN'
import { messages as zhLater } from './zh-CN.later'

const en = mergeInto(structuredClone(enFirst), enLater)
const zh = mergeInto(structuredClone(zhFirst), zhLater)

const sources = import.meta.glob<string>(['../**/*.{ts,vue}', '!../**/*.spec.ts'], { eager: true, query: '?raw', import: 'default' })

function keysOf(messages: Messages, prefix = ''): string[] {
  return Object.entries(messages).flatMap(([key, value]) => (typeof value === 'string' ? [`${prefix}${key}`] : keysOf(value, `${prefix}${key}.`)))
}

function placeholders(messages: Messages, key: string): string[] {
  const text = key.split('.').reduce<Messages | string>((node, part) => (node as Messages)[part] ?? '', messages)
  return [...new Set(String(text).match(/\{\w+\}/g) ?? [])].filter((name) => name !== '{n}').sort()
}

describe('texts', () => {
  const keys = keysOf(zh)

  it('have the same keys in both languages', () => {
    expect(keysOf(en).sort()).toEqual([...keys].sort())
  })

  it('name the same values in both languages', () => {
    const different = keys.filter((key) => placeholders(zh, key).join() !== placeholders(en, key).join())
    expect(different).toEqual([])
  })

  it('exist for every key that the code names', () => {
    const named = new Set<string>()
    for (const source of Object.values(sources)) for (const found of source.matchAll(/\bt\(\s*'([\w.-]+)'/g)) named.add(found[1] as string)
    expect([...named].filter((key) => !keys.includes(key))).toEqual([])
  })

  it('exist below every key that the code completes at run time', () => {
    const prefixes = new Set<string>()
    for (const source of Object.values(sources)) for (const found of source.matchAll(/\bte?\(\s*`([\w.-]+\.)\$\{/g)) prefixes.add(found[1] as string)
    expect([...prefixes].filter((prefix) => !keys.some((key) => key.startsWith(prefix)))).toEqual([])
  })
})
