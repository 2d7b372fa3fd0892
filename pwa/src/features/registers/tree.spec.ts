import { describe, expect, it } from 'vitest'

import type { Node } from './api'
import { branches, targets } from './tree'

const node = (id: number, parent_id: number | null, kind: string, establishments = 0): Node => ({ id, parent_id, kind, name: `n${id}`, code: null, is_urban: false, children: 0, establishments, agencies: 0, officers: 0 })
const all = [node(2, 1, 'county'), node(3, 2, 'office', 4), node(4, 2, 'office', 3), node(5, 3, 'town', 1), node(6, 1, 'county', 2)]

describe('the tree', () => {
  it('stands depth first and counts what lies below', () => {
    expect(branches(all).map(({ node: { id }, depth, below }) => [id, depth, below])).toEqual([
      [2, 0, 8],
      [3, 1, 5],
      [5, 2, 1],
      [4, 1, 3],
      [6, 0, 2],
    ])
  })

  it('offers only places that may hold the node, and none below it', () => {
    const tree = branches(all)
    expect(targets(tree, all[1] as Node).map((branch) => branch.node.id)).toEqual([6])
    expect(targets(tree, all[3] as Node).map((branch) => branch.node.id)).toEqual([2, 4, 6])
  })
})
