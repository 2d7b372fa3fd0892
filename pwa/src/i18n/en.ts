/** What the first screens say. */
import { mergeFiles, type Messages } from './merge'

export const messages = mergeFiles(
  import.meta.glob<Messages>(['./en/*.json', '!./en/{cameras,settings,audit}*.json'], { eager: true, import: 'default' }),
)
