import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [{ path: '/today', component: () => import('./pages/TodayPage.vue') }]
