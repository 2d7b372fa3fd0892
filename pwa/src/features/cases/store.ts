/** Cases that were opened on this device, each at once from the device and then from the server. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import { useSession } from '@/features/session/store'
import type { FieldValue } from '@/offline/db'
import { useOutbox } from '@/offline/store'
import { readThrough } from '@/offline/reads'
import { ApiError } from '@/shared/http'
import type { CaseAction, CaseDetail } from '@/shared/types'
import { casePath, fetchCase } from './api'
import { withPending } from './pending'

/** The documents of an officer bear the date of the server; everything else tells when it was done. */
const UNDATED: CaseAction[] = ['issue_opinion', 'record_penalty']

const ENDPOINTS: Record<CaseAction, string> = {
  confirm: 'confirmation',
  acknowledge: 'acknowledgement',
  rectify: 'rectification',
  dismiss: 'dismissal',
  verify: 'verification',
  urge: 'urges',
  assign: 'assignment',
  attribute: 'attribution',
  issue_opinion: 'opinions',
  record_penalty: 'penalty',
}

export interface Answer {
  action: CaseAction
  fields?: Record<string, FieldValue>
  photo?: ArrayBuffer | null
}

export const useCases = defineStore('cases', () => {
  const details = ref(new Map<number, CaseDetail>())
  const errors = ref(new Map<number, unknown>())
  const session = useSession()
  const outbox = useOutbox()

  /** What the screen shows: the server's case with this person's waiting answers laid over it. */
  function shown(id: number): CaseDetail | null {
    const detail = details.value.get(id)
    return detail ? withPending(detail, outbox.ofCase(id)) : null
  }

  async function load(id: number): Promise<void> {
    const userId = session.me?.id ?? 0
    try {
      await readThrough(userId, casePath(id), () => fetchCase(id), (detail) => details.value.set(id, detail))
      errors.value.delete(id)
    } catch (error) {
      // What may no longer be seen must not stay on the screen.
      if (error instanceof ApiError && (error.status === 404 || error.status === 403)) details.value.delete(id)
      errors.value.set(id, error)
    }
  }

  async function answer(id: number, title: string, { action, fields, photo }: Answer): Promise<void> {
    await outbox.answer({ case_id: id, action, url: `${casePath(id)}/${ENDPOINTS[action]}`, title, fields, photo, isDated: !UNDATED.includes(action) })
  }

  async function receiveOpinion(id: number, title: string, opinionId: number): Promise<void> {
    await outbox.answer({ case_id: id, action: 'receive_opinion', url: `/api/opinions/${opinionId}/receipt`, title })
  }

  return { details, errors, shown, load, answer, receiveOpinion }
})
