import 'fake-indexeddb/auto'
import { config } from '@vue/test-utils'
import { beforeEach } from 'vitest'

import { addMessages, i18n } from '@/i18n'
import { messages } from '@/i18n/zh-CN'
import { provideDatabase } from '@/offline/db'
import { loadDatabase } from '@/offline/lazy-database'
import { messages as later } from '@/i18n/zh-CN.later'

addMessages('zh-CN', messages)
addMessages('zh-CN', later)
config.global.plugins = [i18n]

provideDatabase(loadDatabase)

beforeEach(() => {
  localStorage.clear()
})
