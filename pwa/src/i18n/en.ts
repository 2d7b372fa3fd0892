import { mergeFiles, type Messages } from './merge'

export const messages = mergeFiles(import.meta.glob<Messages>('./en/*.json', { eager: true, import: 'default' }))
