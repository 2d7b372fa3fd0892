/** Cameras as last told by the server; every screen that shows one reads it here. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import { servedFromCacheAt } from '@/shared/http'
import type { Camera } from '@/shared/types'
import { getCamera, listCameras, switchAi } from './api'

export const useCameras = defineStore('cameras', () => {
  const known = shallowRef(new Map<number, Camera>())
  const fetchedAt = shallowRef(new Map<number, number>())
  const error = ref<unknown>(null)
  const isLoaded = ref(false)
  const all = computed(() => [...known.value.values()])

  function keep(cameras: Camera[], isWhole = false): void {
    const at = servedFromCacheAt.value ? Date.parse(servedFromCacheAt.value) : Date.now()
    const rows = new Map(isWhole ? [] : known.value)
    const times = new Map(isWhole ? [] : fetchedAt.value)
    for (const camera of cameras) {
      rows.set(camera.id, camera)
      times.set(camera.id, at)
    }
    known.value = rows
    fetchedAt.value = times
  }

  async function loadAll(): Promise<void> {
    try {
      const showAtOnce = (cameras: Camera[]) => isLoaded.value || keep(cameras)
      keep(await listCameras(undefined, showAtOnce), true)
      isLoaded.value = true
      error.value = null
    } catch (problem) {
      error.value = problem
    }
  }

  async function loadEstablishment(id: number): Promise<void> {
    keep(await listCameras(id))
  }

  async function load(id: number): Promise<Camera> {
    const camera = await getCamera(id)
    keep([camera])
    return camera
  }

  /** Shown at once; put back when the server refuses. */
  async function setAi(id: number, isOn: boolean): Promise<void> {
    const before = known.value.get(id)
    if (!before) return
    keep([{ ...before, is_ai_enabled: isOn }])
    try {
      await switchAi(id, isOn)
      await load(id)
    } catch (problem) {
      keep([before])
      throw problem
    }
  }

  function forget(id: number): void {
    const rows = new Map(known.value)
    rows.delete(id)
    known.value = rows
  }

  return {
    all, error, isLoaded, loadAll, loadEstablishment, load, setAi, forget,
    byId: (id: number) => known.value.get(id),
    ageOf: (id: number, now: number) => now - (fetchedAt.value.get(id) ?? 0),
  }
})
