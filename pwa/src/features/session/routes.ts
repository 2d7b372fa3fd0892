import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/sign-in', component: () => import('./pages/SignInPage.vue'), meta: { isPublic: true, isPlain: true } },
  { path: '/me', component: () => import('./pages/MePage.vue') },
]
