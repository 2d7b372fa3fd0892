import type { RouteRecordRaw } from 'vue-router'

const withId = (route: { params: Record<string, string | string[]> }) => ({ id: route.params.id ? Number(route.params.id) : null })

export const routes: RouteRecordRaw[] = [
  { path: '/registers/import', component: () => import('./pages/ImportPage.vue'), meta: { needs: ['register.manage'] } },
  {
    path: '/registers/:id(\\d+)?',
    component: () => import('./pages/TreePage.vue'),
    props: withId,
    meta: { needs: ['register.manage'], menu: { title: 'registers.title', icon: 'place', order: 64 } },
  },
]
