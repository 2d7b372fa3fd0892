/** Pages come from features/<name>/routes.ts; nothing is listed here. */
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

import { useSession } from '@/features/session/store'
import { loadLaterTexts } from '@/i18n'

const features = import.meta.glob<{ routes: RouteRecordRaw[] }>('./features/*/routes.ts', { eager: true })

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: '/today' },
    ...Object.values(features).flatMap((feature) => feature.routes),
    { path: '/:rest(.*)*', component: () => import('@/shared/pages/NotFoundPage.vue') },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})

const FIRST_SCREENS = new Set(['/', '/sign-in', '/today'])

router.beforeEach(async (to) => {
  if (!FIRST_SCREENS.has(to.path)) await loadLaterTexts()
  const session = useSession()
  if (to.meta.isPublic) return session.me && to.path === '/sign-in' ? '/today' : true
  if (!session.me) return { path: '/sign-in', query: to.fullPath === '/today' ? {} : { next: to.fullPath } }
  if (to.meta.needs && !session.can(...to.meta.needs)) return '/today'
  return true
})
