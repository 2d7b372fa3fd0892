/** Names of posts and kinds; apart from the shared words, so that the first screen does not carry them. */
import { establishmentKinds, posts } from '@/generated/catalog'
import { useCatalog } from '@/shared/catalog'
import type { Kind, Post } from './api'

/** Who brings in a new establishment administers it, so these posts alone may (backend/joining/policy.py). */
export const FOUNDING_POSTS: readonly Post[] = ['head_of_unit', 'safety_director', 'safety_officer']
export const POSTS = Object.keys(posts) as Post[]
export const KINDS = Object.keys(establishmentKinds) as Kind[]

export function useWords() {
  const { localized } = useCatalog()
  return {
    postName: (post: Post) => localized(posts[post]),
    kindName: (kind: Kind) => localized(establishmentKinds[kind]),
  }
}
