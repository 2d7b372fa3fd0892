/** Everything that makes the waiting list move. A page reloaded offline gets no `online` event, hence the others. */
const TIMER_MS = 10_000

interface SyncRegistration extends ServiceWorkerRegistration {
  sync?: { register(tag: string): Promise<void> }
}

/** Lets the browser send after the page is closed, where it can. */
export async function askForSync(): Promise<void> {
  try {
    const registration = (await navigator.serviceWorker?.getRegistration()) as SyncRegistration | undefined
    await registration?.sync?.register('outbox')
  } catch {
    // Not every browser has it or allows it; the timer sends too.
  }
}

/** Calls `now` when the line or the person comes back and `regularly` on a timer; returns the way to stop. */
export function onWakeup(now: () => void, regularly: () => void): () => void {
  const whenVisible = () => document.visibilityState === 'visible' && now()
  const timer = setInterval(regularly, TIMER_MS)
  addEventListener('online', now)
  document.addEventListener('visibilitychange', whenVisible)
  return () => {
    clearInterval(timer)
    removeEventListener('online', now)
    document.removeEventListener('visibilitychange', whenVisible)
  }
}
