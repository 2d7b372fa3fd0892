/** What the first screens say. */
import { mergeFiles, type Messages } from './merge'

export const messages = mergeFiles(
  import.meta.glob<Messages>(['./en/{app,cases,common,inbox,offline,session,today}*.json', './en/errors.json'], { eager: true, import: 'default' }),
)
