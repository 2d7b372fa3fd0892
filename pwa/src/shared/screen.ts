import { ref, type Ref } from 'vue'

const WIDE = '(min-width: 900px)'
let isWide: Ref<boolean> | null = null

/** True from 900 px on, where list and detail stand side by side. */
export function useIsWide(): Ref<boolean> {
  if (!isWide) {
    const query = matchMedia(WIDE)
    const state = ref(query.matches)
    query.addEventListener('change', () => (state.value = query.matches))
    isWide = state
  }
  return isWide
}

export function setLargePrint(isLarge: boolean): void {
  document.documentElement.classList.toggle('is-large-print', isLarge)
  localStorage.setItem('mingchu.largePrint', isLarge ? '1' : '')
}

export function restoreLargePrint(): void {
  document.documentElement.classList.toggle('is-large-print', localStorage.getItem('mingchu.largePrint') === '1')
}
