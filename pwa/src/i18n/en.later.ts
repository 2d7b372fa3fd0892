/** What the pages behind them say, which is every other file; loaded after the first screen is there. */
import { mergeFiles, type Messages } from './merge'

export const messages = mergeFiles(
  import.meta.glob<Messages>(['./en/*.json', '!./en/{app,cases,common,inbox,offline,session,today}*.json', '!./en/errors.json'], { eager: true, import: 'default' }),
)
