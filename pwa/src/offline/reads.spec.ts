import { beforeEach, describe, expect, it } from 'vitest'

import { openDatabase } from './db'
import { forgetReads, keepCopy, readCopy, readThrough } from './reads'

beforeEach(async () => (await openDatabase()).reads.clear())

describe('what was read before', () => {
  it('shows first and is then replaced by the answer', async () => {
    await keepCopy(5, '/api/cases/7', { version: 1 })
    const seen: [number, boolean][] = []
    const slow = () => new Promise<{ version: number }>((resolve) => setTimeout(() => resolve({ version: 2 }), 30))
    await readThrough(5, '/api/cases/7', slow, (body, isCopy) => seen.push([body.version, isCopy]))
    expect(seen).toEqual([[1, true], [2, false]])
  })

  it('stays on the screen when the server cannot be asked, and the error is still told', async () => {
    await keepCopy(5, '/api/cases/7', { version: 1 })
    const seen: number[] = []
    await expect(readThrough<{ version: number }>(5, '/api/cases/7', () => Promise.reject(new Error('offline')), (body) => seen.push(body.version))).rejects.toThrow('offline')
    expect(seen).toEqual([1])
  })

  it('belongs to one person and is gone after sign-out', async () => {
    await keepCopy(5, '/api/cases/7', { version: 1 })
    expect(await readCopy(6, '/api/cases/7')).toBeNull()
    await forgetReads()
    expect(await readCopy(5, '/api/cases/7')).toBeNull()
  })
})
