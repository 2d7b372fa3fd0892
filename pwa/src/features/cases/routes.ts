import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/cases/:id(\\d+)?',
    component: () => import('./pages/CasesPage.vue'),
    props: (route) => ({ id: route.params.id ? Number(route.params.id) : null }),
  },
]
