import { openDatabase, type OutboxItem } from '@/offline/db'

/** Calls `show` with one person's list now and after every change, also those the service worker makes. Returns the way to stop. */
export function watchItems(userId: number, show: (items: OutboxItem[]) => void): () => void {
  let stop: (() => void) | null = null
  let isStopped = false
  void Promise.all([import('@/offline/device-database'), openDatabase()]).then(([{ liveQuery }, db]) => {
    if (isStopped) return
    // Inside the query only the database's own promises may be awaited, or the changes are not noticed.
    const list = liveQuery(() => db.outbox.where('user_id').equals(userId).sortBy('made_at')).subscribe({ next: show })
    stop = () => list.unsubscribe()
  })
  return () => {
    isStopped = true
    stop?.()
  }
}
