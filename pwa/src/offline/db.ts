/** What the device keeps: answers waiting to be sent, and what was read last. */
import type { DeviceDatabase } from '@/offline/device-database'

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

let opened: Promise<DeviceDatabase> | null = null

/** Loaded when first needed: whoever signs in should not wait for 30 kB that come into play afterwards. */
export function openDatabase(): Promise<DeviceDatabase> {
  opened ??= import('@/offline/device-database').then((module) => new module.DeviceDatabase())
  opened.catch(() => (opened = null))
  return opened
}
