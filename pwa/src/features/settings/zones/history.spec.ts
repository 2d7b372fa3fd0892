import { describe, expect, it } from 'vitest'

import { useHistory } from './history'

describe('undo', () => {
  it('takes back a whole movement, not each of its pixels', () => {
    const history = useHistory('a')
    history.preview('b')
    history.preview('c')
    history.commit()
    history.commit('d')
    history.undo()
    expect(history.value.value).toBe('c')
    history.undo()
    expect(history.value.value).toBe('a')
    expect(history.canUndo.value).toBe(false)
  })

  it('knows whether there is something to save', () => {
    const history = useHistory('a')
    expect(history.isChanged.value).toBe(false)
    history.commit('b')
    expect(history.isChanged.value).toBe(true)
    history.reset('b')
    expect(history.isChanged.value).toBe(false)
    expect(history.canUndo.value).toBe(false)
  })
})
