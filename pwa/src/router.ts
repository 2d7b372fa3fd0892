/** Pages come from features/<name>/routes.ts. Those of the first screens are here, the others come after them. */
import { createRouter, createWebHistory } from 'vue-router'

import { routes as sessionRoutes } from '@/features/session/routes'
import { useSession } from '@/features/session/store'
import { routes as todayRoutes } from '@/features/today/routes'
import { loadLaterTexts } from '@/i18n'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: '/today' },
    ...sessionRoutes,
    ...todayRoutes,
    { path: '/:rest(.*)*', component: () => import('@/shared/pages/NotFoundPage.vue') },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})

const FIRST_SCREENS = new Set(['/', '/sign-in', '/today'])
let isWhole = false

/** Returns whether routes were added: then the way must be looked up again. */
async function loadTheRest(): Promise<boolean> {
  const [later] = await Promise.all([import('./later-routes'), loadLaterTexts()])
  if (isWhole) return false
  later.laterRoutes.forEach((route) => router.addRoute(route))
  isWhole = true
  return true
}

router.beforeEach(async (to) => {
  if (!FIRST_SCREENS.has(to.path) && (await loadTheRest())) return to.fullPath
  const session = useSession()
  if (to.meta.isPublic) return session.me && to.path === '/sign-in' ? '/today' : true
  if (!session.me) return { path: '/sign-in', query: to.fullPath === '/today' ? {} : { next: to.fullPath } }
  // Who belongs nowhere yet is on the way in.
  if (to.path === '/today' && !session.me.memberships.length) return '/join'
  if (to.meta.needs && !session.can(...to.meta.needs)) return '/today'
  return true
})
