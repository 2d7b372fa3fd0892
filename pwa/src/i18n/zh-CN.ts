import { mergeFiles, type Messages } from './merge'

export const messages = mergeFiles(import.meta.glob<Messages>('./zh-CN/*.json', { eager: true, import: 'default' }))
