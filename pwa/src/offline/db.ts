/** What the device keeps: answers waiting to be sent, and what was read last. */
import Dexie, { type EntityTable } from 'dexie'

/** One answer of one person. `made_at` is the device's clock; the server adds its own when it arrives. */
export interface OutboxItem {
  /** Also the Idempotency-Key: however often it is sent, it is done once. */
  id: string
  user_id: number
  case_id: number
  action: string
  url: string
  fields: Record<string, string | number | boolean | null>
  /** Bytes, not a Blob: some older WebViews lose Blobs from their database. */
  photo: ArrayBuffer | null
  /** "烹饪区2 · 未穿工作服", so that the waiting list can name it without the case. */
  title: string
  made_at: string
  state: 'waiting' | 'refused'
  tries: number
  next_at: number
  problem: { status: number; code: string; retryAfter: number | null } | null
}

export interface StoredRead {
  key: string
  user_id: number
  at: string
  body: unknown
}

class DeviceDatabase extends Dexie {
  outbox!: EntityTable<OutboxItem, 'id'>
  reads!: EntityTable<StoredRead, 'key'>

  constructor() {
    super('mingchu')
    this.version(1).stores({ outbox: 'id, user_id, case_id, made_at', reads: 'key, user_id, at' })
  }
}

export const db = new DeviceDatabase()
