import { useI18n } from 'vue-i18n'

import { ApiError } from '@/shared/http'

export interface ErrorText {
  message: string
  code: string
}

/** The PWA owns the wording: `errors.<code>`, else a sentence by status, with the code behind it. */
export function useErrorText(): (error: unknown) => ErrorText {
  const { t, te } = useI18n()
  return (error) => {
    if (!(error instanceof ApiError)) return { message: t('errors.unexpected'), code: '' }
    const minutes = Math.max(1, Math.ceil((error.retryAfter ?? 60) / 60))
    if (te(`errors.${error.code}`)) return { message: t(`errors.${error.code}`, { minutes }), code: `(${error.code})` }
    const byStatus = error.status >= 500 ? 'server' : te(`errors.http_${error.status}`) ? `http_${error.status}` : 'unexpected'
    return { message: t(`errors.${byStatus}`, { minutes }), code: `(${error.code})` }
  }
}
