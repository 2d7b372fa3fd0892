import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/me/delegations',
    component: () => import('./pages/DelegationsPage.vue'),
    meta: { needs: ['case.handle', 'case.verify', 'case.view', 'report.view'], menu: { title: 'delegations.title', icon: 'undo', order: 80 } },
  },
]
