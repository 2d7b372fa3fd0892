import { describe, expect, it } from 'vitest'

import { messageOf, safePath } from './messages'

const PAYLOAD = { title: '烹饪区2 · 未穿工作服 · 3 分钟', body: '实验小学食堂', tag: 'case-7', url: '/cases/7', case_id: 7, level: 2, lang: 'zh-CN' }

describe('a push', () => {
  it('becomes one line, a tag that repeats replace, and the way to the case', () => {
    const { title, options } = messageOf(JSON.stringify(PAYLOAD), 'en')
    expect(title).toBe(PAYLOAD.title)
    expect(options).toMatchObject({ body: PAYLOAD.body, tag: 'case-7', renotify: true, lang: 'zh-CN', data: { url: '/cases/7' } })
  })

  it.each([null, '', 'not json', '[]', '42', '{"title":5}'])('that reads %j still shows something', (raw) => {
    const { title, options } = messageOf(raw, 'zh-CN')
    expect(title).toBe('明厨：有新情况')
    expect(options.body).toBe('点开查看')
    expect(options.data.url).toBe('/inbox')
  })

  it('never leads out of the app', () => {
    expect(['https://evil.example', '//evil.example', '/\\evil.example', 'cases/7', 7].map(safePath)).toEqual(Array(5).fill('/inbox'))
    expect(safePath('/cases/7?from=push')).toBe('/cases/7?from=push')
  })
})
