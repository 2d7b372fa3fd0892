import { onBeforeUnmount, onMounted, ref, useTemplateRef, type Ref } from 'vue'
import { useRouter, type RouteLocationRaw } from 'vue-router'

export interface ListKeys<Row extends { id: number }> {
  rows: Ref<readonly Row[]>
  selectedId: () => number | null
  /** Where Enter leads. */
  linkTo: (row: Row) => RouteLocationRaw
  /** Where Escape leads: the list with nothing opened. */
  home: () => RouteLocationRaw
}

/** j and k move through the list with `ref="list"`, Enter opens, Escape closes; not while somebody types or a dialog is open. */
export function useListKeys<Row extends { id: number }>({ rows, selectedId, linkTo, home }: ListKeys<Row>) {
  const router = useRouter()
  const list = useTemplateRef<{ reveal(index: number): void }>('list')
  const cursor = ref(-1)

  function move(step: number): void {
    const start = cursor.value < 0 ? rows.value.findIndex((row) => row.id === selectedId()) : cursor.value
    cursor.value = Math.min(rows.value.length - 1, Math.max(0, start + step))
    list.value?.reveal(cursor.value)
  }

  function isTyping(target: EventTarget | null): boolean {
    return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
  }

  function onKey(event: KeyboardEvent): void {
    if (isTyping(event.target) || document.querySelector('dialog[open]') || event.ctrlKey || event.metaKey || event.altKey) return
    const row = rows.value[cursor.value]
    if (event.key === 'j') move(1)
    else if (event.key === 'k') move(-1)
    else if (event.key === 'Enter' && row && !(event.target instanceof HTMLButtonElement)) void router.push(linkTo(row))
    else if (event.key === 'Escape') void router.push(home())
  }

  onMounted(() => addEventListener('keydown', onKey))
  onBeforeUnmount(() => removeEventListener('keydown', onKey))
  return { cursor }
}
