import 'fake-indexeddb/auto'
import { config } from '@vue/test-utils'
import { beforeEach } from 'vitest'

import { i18n } from '@/i18n'
import { messages } from '@/i18n/zh-CN'

i18n.global.setLocaleMessage('zh-CN', messages as never)
config.global.plugins = [i18n]

beforeEach(() => {
  localStorage.clear()
})
