import type { RouteRecordRaw } from 'vue-router'

const withId = (route: { params: Record<string, string | string[]> }) => ({ id: Number(route.params.id) })

export const routes: RouteRecordRaw[] = [
  {
    path: '/credentials',
    component: () => import('./pages/CredentialsPage.vue'),
    props: { id: null },
    meta: { needs: ['credential.view'], menu: { title: 'credentials.title', icon: 'shield', order: 6 } },
  },
  { path: '/credentials/:id(\\d+)', component: () => import('./pages/CredentialsPage.vue'), props: withId, meta: { needs: ['credential.view'] } },
  { path: '/credentials/:id(\\d+)/licence', component: () => import('./pages/LicencePage.vue'), props: withId, meta: { needs: ['credential.view'] } },
  { path: '/credentials/:id(\\d+)/pledge', component: () => import('./pages/PledgePage.vue'), props: withId, meta: { needs: ['credential.view'] } },
  { path: '/credentials/:id(\\d+)/quality', component: () => import('./pages/QualityPage.vue'), props: withId, meta: { needs: ['credential.view'] } },
  { path: '/credentials/:id(\\d+)/connect', component: () => import('./pages/ConnectOwnPage.vue'), props: withId, meta: { needs: ['duty.view'] } },
  {
    path: '/connect',
    component: () => import('./pages/ConnectPage.vue'),
    meta: { needs: ['case.sanction', 'guidance.send'], menu: { title: 'credentials.connect.title', icon: 'video', order: 7 } },
  },
]
