import { shallowRef } from 'vue'

export interface Question {
  title: string
  text: string
  yes: string
  isDanger?: boolean
}

export const asked = shallowRef<(Question & { answer: (isYes: boolean) => void }) | null>(null)

/** Asks before something that cannot be taken back. */
export function confirm(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    asked.value = {
      ...question,
      answer: (isYes) => {
        asked.value = null
        resolve(isYes)
      },
    }
  })
}
