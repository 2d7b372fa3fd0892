import { ref } from 'vue'

export interface Toast {
  id: number
  text: string
  tone: 'plain' | 'red'
}

export const toasts = ref<Toast[]>([])
let nextId = 1

/** A short word at the bottom of the screen, read aloud, gone by itself. */
export function toast(text: string, tone: Toast['tone'] = 'plain'): void {
  const id = nextId++
  toasts.value = [...toasts.value.slice(-1), { id, text, tone }]
  setTimeout(() => (toasts.value = toasts.value.filter((shown) => shown.id !== id)), 4000)
}
