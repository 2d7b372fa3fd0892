import Dexie, { type EntityTable } from 'dexie'

import type { OutboxItem, StoredRead } from '@/offline/db'

export { liveQuery } from 'dexie'

export class DeviceDatabase extends Dexie {
  outbox!: EntityTable<OutboxItem, 'id'>
  reads!: EntityTable<StoredRead, 'key'>

  constructor() {
    super('mingchu')
    this.version(1).stores({ outbox: 'id, user_id, case_id, made_at', reads: 'key, user_id, at' })
  }
}
