import type { RouteRecordRaw } from 'vue-router'

const withId = (route: { params: Record<string, string | string[]> }) => ({ id: route.params.id ? Number(route.params.id) : null })

export const routes: RouteRecordRaw[] = [
  { path: '/establishments/:id(\\d+)?', component: () => import('./pages/EstablishmentsPage.vue'), props: withId, meta: { needs: ['overview.view'] } },
  {
    path: '/overview',
    component: () => import('./pages/BoardPage.vue'),
    meta: { needs: ['overview.view'], menu: { title: 'overview.title', icon: 'list', order: 5 } },
  },
]
