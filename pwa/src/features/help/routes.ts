import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [{ path: '/help', component: () => import('./pages/HelpPage.vue'), meta: { isPublic: true } }]
