import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/duties',
    component: () => import('./pages/DutiesPage.vue'),
    meta: { needs: ['duty.view'], menu: { title: 'duties.title', icon: 'list', order: 8 } },
  },
  {
    path: '/duties/rules',
    component: () => import('./pages/DutyRulesPage.vue'),
    meta: { needs: ['duty.view'], menu: { title: 'duties.rules.title', icon: 'timer', order: 61 } },
  },
]
