/** What the pages behind them say; loaded after the first screen is there. */
import { mergeFiles, type Messages } from './merge'

export const messages = mergeFiles(import.meta.glob<Messages>('./zh-CN/{cameras,settings,audit}*.json', { eager: true, import: 'default' }))
