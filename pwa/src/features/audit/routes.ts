import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/audit',
    component: () => import('./pages/AuditPage.vue'),
    meta: { needs: ['audit.view'], menu: { title: 'audit.title', icon: 'shield', order: 70 } },
  },
]
