/** Loading and saving without repeating "busy" and "error" on every page. */
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'

export interface Resource<T> {
  data: ShallowRef<T | null>
  error: Ref<unknown>
  isLoading: Ref<boolean>
  reload: () => Promise<void>
}

/** Loads whenever `key` changes; a null key loads nothing. An answer that comes after a newer question is dropped. */
export function useResource<K, T>(key: () => K | null, load: (key: K) => Promise<T>): Resource<T> {
  const data = shallowRef<T | null>(null)
  const error = ref<unknown>(null)
  const isLoading = ref(false)
  let asked = 0

  async function reload(): Promise<void> {
    const now = key()
    const turn = ++asked
    if (now === null) return
    isLoading.value = true
    try {
      const answer = await load(now)
      if (turn !== asked) return
      data.value = answer
      error.value = null
    } catch (problem) {
      if (turn === asked) error.value = problem
    } finally {
      if (turn === asked) isLoading.value = false
    }
  }

  watch(key, () => {
    data.value = null
    void reload()
  })
  void reload()
  return { data, error, isLoading, reload }
}

export interface Action<A extends unknown[]> {
  run: (...given: A) => Promise<boolean>
  error: Ref<unknown>
  isBusy: Ref<boolean>
}

/** Runs one thing at a time; `run` answers whether it went well, and keeps the error for an ErrorNote otherwise. */
export function useAction<A extends unknown[]>(task: (...given: A) => Promise<unknown>): Action<A> {
  const error = ref<unknown>(null)
  const isBusy = ref(false)

  async function run(...given: A): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    error.value = null
    try {
      await task(...given)
      return true
    } catch (problem) {
      error.value = problem
      return false
    } finally {
      isBusy.value = false
    }
  }

  return { run, error, isBusy }
}
