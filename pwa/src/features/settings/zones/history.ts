import { computed, shallowRef } from 'vue'

const MOST_STEPS = 50

/** A value with undo. `preview` shows a change while a finger moves; `commit` makes it one step. */
export function useHistory<T>(initial: T) {
  const past = shallowRef<T[]>([])
  const settled = shallowRef(initial)
  const value = shallowRef(initial)
  const saved = shallowRef(initial)

  function commit(next: T = value.value): void {
    if (next !== settled.value) past.value = [...past.value.slice(1 - MOST_STEPS), settled.value]
    settled.value = value.value = next
  }

  function undo(): void {
    const before = past.value.at(-1)
    if (before === undefined) return
    past.value = past.value.slice(0, -1)
    settled.value = value.value = before
  }

  function reset(next: T): void {
    past.value = []
    settled.value = value.value = saved.value = next
  }

  return {
    value,
    preview: (next: T) => (value.value = next),
    commit,
    undo,
    reset,
    canUndo: computed(() => past.value.length > 0),
    isChanged: computed(() => value.value !== saved.value),
  }
}
