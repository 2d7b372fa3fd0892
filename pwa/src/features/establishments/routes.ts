import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/establishment',
    component: () => import('./pages/ProfilePage.vue'),
    meta: { needs: ['overview.view'], menu: { title: 'establishments.title', icon: 'place', order: 15 } },
  },
  { path: '/establishment/calendar', component: () => import('./pages/CalendarPage.vue'), meta: { needs: ['establishment.view'] } },
  { path: '/establishment/suppliers', component: () => import('./pages/SuppliersPage.vue'), meta: { needs: ['establishment.view'] } },
  { path: '/establishment/chain', component: () => import('./pages/ChainPage.vue'), meta: { needs: ['establishment.view'] } },
]
