/** Who is signed in. The last answer is kept on the device, so that the app opens without a line. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { setLocale, storedLocale } from '@/i18n'
import { ApiError, http, setCsrfToken } from '@/shared/http'
import { setLargePrint } from '@/shared/screen'
import type { AppConfig, Locale, Me, Permission } from '@/shared/types'

const STORED = 'mingchu.me'
const SIGN_OUT_OWED = 'mingchu.signOutOwed'

function readStored(): Me | null {
  try {
    return JSON.parse(localStorage.getItem(STORED) ?? 'null') as Me | null
  } catch {
    return null
  }
}

const rightsOf = (me: Me) => JSON.stringify([me.memberships, me.permissions])

async function onAccessChanged(before: Me, now: Me): Promise<void> {
  await (await import('./access')).onAccessChanged(before, now)
}

async function payOwedSignOut(): Promise<void> {
  try {
    await http.delete('/api/session')
  } catch (error) {
    if (error instanceof ApiError && error.isTemporary) return
  }
  localStorage.removeItem(SIGN_OUT_OWED)
}

export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)
  const config = ref<AppConfig | null>(null)
  const isOfficer = computed(() => me.value?.memberships.some((membership) => membership.scope === 'jurisdiction') ?? false)

  function accept(answer: Me | null): void {
    me.value = answer
    setCsrfToken(answer?.csrf_token ?? '')
    if (!answer) return localStorage.removeItem(STORED)
    localStorage.setItem(STORED, JSON.stringify(answer))
    setLargePrint(answer.is_large_print)
    if (answer.locale !== storedLocale()) void setLocale(answer.locale)
  }

  function can(...permissions: Permission[]): boolean {
    return permissions.some((permission) => me.value?.permissions.includes(permission))
  }

  /** Asks the server who we are. Without a line the stored answer stands; a 401 ends the session here. */
  async function refresh(): Promise<void> {
    const before = me.value
    try {
      const answer = await http.get<Me>('/api/session')
      accept(answer)
      if (before?.id === answer.id && rightsOf(before) !== rightsOf(answer)) void onAccessChanged(before, answer)
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) accept(null)
    }
  }

  /** First paint needs no answer when the device remembers the person; it is checked behind. */
  async function restore(): Promise<void> {
    if (localStorage.getItem(SIGN_OUT_OWED)) await payOwedSignOut()
    const stored = readStored()
    if (stored) {
      accept(stored)
      void refresh()
    } else if (document.cookie.includes('csrf=')) {
      await refresh()
    }
  }

  async function loadConfig(): Promise<void> {
    config.value = await http.get<AppConfig>('/api/config')
  }

  async function signIn(phone: string, password: string): Promise<void> {
    localStorage.removeItem(SIGN_OUT_OWED)
    accept(await http.post<Me>('/api/session', { phone, password }))
  }

  /** Leaves this device at once; without a line the server is told at the next start. */
  async function signOut(): Promise<void> {
    localStorage.setItem(SIGN_OUT_OWED, '1')
    await payOwedSignOut()
    accept(null)
  }

  async function update(change: { locale?: Locale; is_large_print?: boolean }): Promise<void> {
    if (me.value) accept({ ...me.value, ...change })
    if (change.locale) await setLocale(change.locale)
    if (change.is_large_print !== undefined) setLargePrint(change.is_large_print)
    await http.patch('/api/me', change)
  }

  return { me, config, isOfficer, accept, can, refresh, restore, loadConfig, signIn, signOut, update }
})
