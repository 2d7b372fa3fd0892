/** What the first screens say. */
import { mergeFiles, type Messages } from './merge'

export const messages = mergeFiles(
  import.meta.glob<Messages>(['./zh-CN/{app,cases,common,inbox,offline,session,today}*.json', './zh-CN/errors.json'], { eager: true, import: 'default' }),
)
