/** One try of an address by the box that will serve it: asked for, then polled until it answers. */
import { onScopeDispose, ref, shallowRef } from 'vue'

import { getTest, startTest } from './api'
import type { CameraTest, TestInput } from './types'

const POLL_MS = 1_000
export const PATIENCE_S = 45

export function useCameraTest() {
  const result = shallowRef<CameraTest | null>(null)
  const error = ref<unknown>(null)
  const isRunning = ref(false)
  const isSilent = ref(false)
  const seconds = ref(0)
  let turn = 0

  onScopeDispose(() => (turn += 1))

  function reset(): void {
    turn += 1
    result.value = null
    error.value = null
    isRunning.value = false
    isSilent.value = false
  }

  async function follow(id: number, mine: number): Promise<void> {
    for (seconds.value = 0; seconds.value < PATIENCE_S; seconds.value += 1) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      if (mine !== turn) return
      const answer = await getTest(id)
      if (mine !== turn) return
      if (answer.state === 'done') {
        result.value = answer
        return
      }
    }
    isSilent.value = true
  }

  async function run(input: TestInput): Promise<void> {
    reset()
    const mine = turn
    isRunning.value = true
    seconds.value = 0
    try {
      const { id } = await startTest(input)
      await follow(id, mine)
    } catch (problem) {
      if (mine === turn) error.value = problem
    } finally {
      if (mine === turn) isRunning.value = false
    }
  }

  return { result, error, isRunning, isSilent, seconds, run, reset }
}
