import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/disclosure',
    component: () => import('./pages/DisclosurePage.vue'),
    meta: { needs: ['disclosure.manage', 'inspection.record'], menu: { title: 'disclosure.title', icon: 'eye', order: 42 } },
  },
  { path: '/disclosure/settings', component: () => import('./pages/PublicSettingsPage.vue'), meta: { needs: ['disclosure.manage'] } },
  {
    path: '/disclosure/:item([a-z_]+)',
    component: () => import('./pages/EntriesPage.vue'),
    props: (route) => ({ item: String(route.params.item) }),
    meta: { needs: ['disclosure.manage', 'inspection.record'] },
  },
]
