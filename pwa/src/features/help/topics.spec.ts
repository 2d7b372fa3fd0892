import { describe, expect, it } from 'vitest'
import type { RouteRecordRaw } from 'vue-router'

import { loadTopics, topicOf } from './topics'

const features = import.meta.glob<{ routes: RouteRecordRaw[] }>('../*/routes.ts', { eager: true })
const paths = Object.values(features).flatMap((feature) => feature.routes.map((route) => route.path)).filter((path) => path !== '/help')

describe('help', () => {
  it.each(paths)('explains %s', async (path) => {
    const plain = path.replace(/\/:\w+(\([^)]*\))?\??/g, '')
    const topics = await loadTopics('zh-CN')
    expect(topicOf(plain), 'name its topic in topics.ts').not.toBe('start')
    expect(Object.keys(topics)).toContain(topicOf(plain))
  })

  it('says the same in both languages, and who answers for a rule', async () => {
    const [zh, en] = [await loadTopics('zh-CN'), await loadTopics('en')]
    expect(Object.keys(en)).toEqual(Object.keys(zh))
    for (const [name, topic] of Object.entries(zh)) {
      expect(en[name]?.steps.length, name).toBe(topic.steps.length)
      expect(Boolean(topic.rule?.owner), name).toBe(Boolean(en[name]?.rule?.owner))
    }
  })

  it('takes the longest beginning', () => {
    expect([topicOf('/settings/cameras/3/zones'), topicOf('/cases/7'), topicOf('/nowhere')]).toEqual(['settings-cameras', 'cases', 'start'])
  })
})
