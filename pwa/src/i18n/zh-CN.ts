/** What the first screens say. */
import { mergeFiles, type Messages } from './merge'

export const messages = mergeFiles(
  import.meta.glob<Messages>(['./zh-CN/*.json', '!./zh-CN/{cameras,settings,audit}*.json'], { eager: true, import: 'default' }),
)
