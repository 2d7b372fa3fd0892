import { afterEach, describe, expect, it, vi } from 'vitest'

import { listAll } from './pages'

describe('a list in pages', () => {
  afterEach(() => vi.unstubAllGlobals())

  function serve(total: number): string[] {
    const asked: string[] = []
    vi.stubGlobal('fetch', (url: string) => {
      asked.push(url)
      const page = Number(new URL(url, 'http://app.test').searchParams.get('page'))
      const items = Array.from({ length: Math.max(0, Math.min(100, total - (page - 1) * 100)) }, (_, index) => (page - 1) * 100 + index)
      return Promise.resolve(Response.json({ items, page, page_size: 100, total }))
    })
    return asked
  }

  it('comes whole and in order, and its first page early', async () => {
    serve(930)
    const onFirst = vi.fn()
    const rows = await listAll<number>('/api/cameras', onFirst)
    expect(rows).toEqual(Array.from({ length: 930 }, (_, index) => index))
    expect(onFirst).toHaveBeenCalledOnce()
    expect(onFirst.mock.calls[0]?.[0]).toHaveLength(100)
  })

  it('is asked for once when it is short', async () => {
    const asked = serve(12)
    expect(await listAll<number>('/api/rules?establishment_id=1')).toHaveLength(12)
    expect(asked).toEqual(['/api/rules?establishment_id=1&page=1&page_size=100'])
  })
})
