/** What the device keeps: answers waiting to be sent, and what was read last. */
import type { DeviceDatabase } from '@/offline/device-database'

export type FieldValue = string | number | boolean | string[] | number[] | Record<string, unknown>[] | null

/** One answer of one person. `made_at` is the device's clock; the server adds its own when it arrives. */
export interface OutboxItem {
  /** Also the Idempotency-Key: however often it is sent, it is done once. */
  id: string
  user_id: number
  /** 0 where it is about no case; then `page` leads to what it is about. */
  case_id: number
  page?: string
  action: string
  url: string
  fields: Record<string, FieldValue>
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

type Loader = () => Promise<DeviceDatabase>

let load: Loader = () => Promise.reject(new Error('no database was provided'))
let opened: Promise<DeviceDatabase> | null = null

/** The page loads it when first needed (30 kB that nobody should wait for at sign-in); the worker has it from the start. */
export function provideDatabase(loader: Loader): void {
  load = loader
  opened = null
}

export function openDatabase(): Promise<DeviceDatabase> {
  if (!opened) {
    opened = load()
    opened.catch(() => (opened = null))
  }
  return opened
}
