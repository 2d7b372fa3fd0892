/** Which topic explains a page. The longest beginning wins; a page without one gets the general topic. */
import type { Locale } from '@/shared/types'

export interface Topic {
  title: string
  steps: string[]
  /** The rule behind it, and who answers for its meaning. */
  rule?: { name: string; owner: string }
}

const TOPICS: Record<string, string> = {
  '/': 'start',
  '/today': 'today',
  '/cases': 'cases',
  '/cameras': 'cameras',
  '/watch': 'cameras',
  '/inbox': 'inbox',
  '/me': 'me',
  '/me/passkeys': 'passkeys',
  '/me/delegations': 'delegations',
  '/me/file': 'my-file',
  '/settings/cameras': 'settings-cameras',
  '/settings/areas': 'settings-areas',
  '/settings/rules': 'settings-rules',
  '/settings/establishment': 'settings-establishment',
  '/settings/people': 'settings-people',
  '/settings/chains': 'settings-chains',
  '/establishment': 'settings-establishment',
  '/audit': 'audit',
  '/staff': 'staff',
  '/my-file': 'my-file',
  '/morning-check': 'morning-check',
  '/sign-in': 'sign-in',
  '/register': 'sign-in',
  '/install': 'joining',
  '/join': 'joining',
  '/invite': 'joining',
  '/invitations': 'joining',
  '/applications': 'joining',
  '/duties': 'duties',
  '/connect': 'duties',
  '/credentials': 'credentials',
  '/school': 'parents',
  '/hotline': 'reports',
  '/hotline/ratings': 'opinions',
  '/hotline/guidance': 'opinions',
  '/disclosure': 'disclosure',
  '/overview': 'overview',
  '/registers': 'registers',
  '/recognition': 'recognition',
  '/models': 'models',
  '/calendar': 'calendar',
  '/opinions': 'parents',
  '/settings/groups': 'parents',
}

export function topicOf(path: string): string {
  const parts = path.split('/').filter(Boolean)
  for (let count = parts.length; count > 0; count -= 1) {
    const beginning = `/${parts.slice(0, count).join('/')}`
    // "/reports" and "/report" are one thing.
    const found = TOPICS[beginning] ?? TOPICS[beginning.replace(/s$/, '')]
    if (found) return found
  }
  return 'start'
}

const texts = { 'zh-CN': () => import('./topics/zh-CN.json'), en: () => import('./topics/en.json') }

export async function loadTopics(locale: Locale): Promise<Record<string, Topic>> {
  return (await texts[locale]()).default
}
