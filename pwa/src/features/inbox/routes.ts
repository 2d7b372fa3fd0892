import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [{ path: '/inbox', component: () => import('./pages/InboxPage.vue'), meta: { menu: { title: 'inbox.title', icon: 'inbox', order: 0 } } }]
