import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/calendar',
    component: () => import('./pages/CalendarPage.vue'),
    meta: { needs: ['calendar.manage', 'duty.view', 'establishment.manage'], menu: { title: 'calendar.title', icon: 'clock', order: 66 } },
  },
]
