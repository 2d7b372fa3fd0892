/** What the pages behind them say, which is every other file; loaded after the first screen is there. */
import { mergeFiles, type Messages } from './merge'

export const messages = mergeFiles(
  import.meta.glob<Messages>(['./zh-CN/*.json', '!./zh-CN/{app,cases,common,inbox,offline,session,today}*.json', '!./zh-CN/errors.json'], { eager: true, import: 'default' }),
)
