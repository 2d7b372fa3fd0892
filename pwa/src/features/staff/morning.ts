/** The morning check as it stands on the phone: everybody is fit unless said otherwise. */
import type { RosterPerson } from './types'

export interface Exception {
  user_id: number
  finding: string
  temperature: number | null
  action: string
}

export interface Draft {
  absent: number[]
  exceptions: Exception[]
}

export type Standing = 'fit' | 'absent' | 'unfit'

export function standingOf(draft: Draft, userId: number): Standing {
  if (draft.absent.includes(userId)) return 'absent'
  return draft.exceptions.some((one) => one.user_id === userId) ? 'unfit' : 'fit'
}

function without(draft: Draft, userId: number): Draft {
  return { absent: draft.absent.filter((one) => one !== userId), exceptions: draft.exceptions.filter((one) => one.user_id !== userId) }
}

export const setFit = (draft: Draft, userId: number): Draft => without(draft, userId)

export function setAbsent(draft: Draft, userId: number): Draft {
  const rest = without(draft, userId)
  return { ...rest, absent: [...rest.absent, userId] }
}

export function setUnfit(draft: Draft, exception: Exception): Draft {
  const rest = without(draft, exception.user_id)
  return { ...rest, exceptions: [...rest.exceptions, exception] }
}

/** What is sent; each person is named exactly once. */
export function answerOf(draft: Draft, people: RosterPerson[], day: string) {
  const ids = people.map((person) => person.user_id)
  return {
    day,
    fit_user_ids: ids.filter((id) => standingOf(draft, id) === 'fit'),
    absent_user_ids: ids.filter((id) => standingOf(draft, id) === 'absent'),
    exceptions: draft.exceptions.filter((one) => ids.includes(one.user_id)).map((one) => ({ ...one }) as Record<string, unknown>),
  }
}
