/** Our texts need values in braces and two plural forms, no more; this reads them in place of the library's 6 kB compiler. */
import type { MessageContext, MessageFunction } from 'vue-i18n'

import type { Messages } from './merge'

export interface CompiledMessages {
  [key: string]: MessageFunction<string> | CompiledMessages
}

const PLACE = /\{(\w+)\}/g

/** "1 case | {n} cases" -> a function of the values; the part before the bar is for one. */
export function toMessage(text: string): MessageFunction<string> {
  if (!text.includes('{') && !text.includes(' | ')) return () => text
  const forms = text.split(' | ')
  const fill = (form: string, context: MessageContext<string>) => form.replace(PLACE, (_place, name: string) => String(context.named(name) ?? ''))
  return (context: MessageContext<string>) => (forms.length === 1 ? fill(text, context) : context.plural(forms.map((form) => fill(form, context))))
}

export function compileMessages(messages: Messages): CompiledMessages {
  return Object.fromEntries(Object.entries(messages).map(([key, value]) => [key, typeof value === 'string' ? toMessage(value) : compileMessages(value)]))
}
