/** The flat list of nodes as a tree. Pure. */
import type { Node } from './api'

export interface Branch {
  node: Node
  depth: number
  /** Establishments at the node and all below it. */
  below: number
}

const byName = (a: Node, b: Node) => a.name.localeCompare(b.name, 'zh-Hans-CN')

/** Depth first, siblings by name; nodes whose parent is not among them come at the top. */
export function branches(nodes: Node[]): Branch[] {
  const ids = new Set(nodes.map((node) => node.id))
  const children = new Map<number | null, Node[]>()
  for (const node of nodes) {
    const parent = node.parent_id !== null && ids.has(node.parent_id) ? node.parent_id : null
    children.set(parent, [...(children.get(parent) ?? []), node])
  }
  function walk(parent: number | null, depth: number): Branch[] {
    return (children.get(parent) ?? []).sort(byName).flatMap((node) => {
      const inside = walk(node.id, depth + 1)
      const below = node.establishments + inside.filter((branch) => branch.depth === depth + 1).reduce((sum, branch) => sum + branch.below, 0)
      return [{ node, depth, below }, ...inside]
    })
  }
  return walk(null, 0)
}

/** What a new node under this one may be, and where each office may be held; the server checks both again. */
export const CHILD_KINDS: Record<string, string[]> = { city: ['county', 'office'], county: ['office', 'town'], office: ['town'], town: [] }
export const ROLES: Record<string, string[]> = {
  city: ['city_officer', 'office_officer', 'education_officer', 'consumer_committee'],
  county: ['county_officer', 'office_officer', 'education_officer', 'consumer_committee'],
  office: ['office_officer', 'education_officer', 'consumer_committee'],
  town: ['office_officer', 'education_officer', 'consumer_committee'],
}

/** Where the node may move: to another node of a kind that may hold it, and never below itself. */
export function targets(tree: Branch[], node: Node): Branch[] {
  const start = tree.findIndex((branch) => branch.node.id === node.id)
  const own = new Set([node.id])
  const depth = tree[start]?.depth ?? 0
  for (let index = start + 1; index < tree.length && (tree[index] as Branch).depth > depth; index++) own.add((tree[index] as Branch).node.id)
  return tree.filter((branch) => !own.has(branch.node.id) && branch.node.id !== node.parent_id && (CHILD_KINDS[branch.node.kind] ?? []).includes(node.kind))
}
