import type { RouteRecordRaw } from 'vue-router'

const withId = (route: { params: Record<string, string | string[]> }) => ({ id: route.params.id ? Number(route.params.id) : null })

export const routes: RouteRecordRaw[] = [
  {
    path: '/morning-check',
    component: () => import('./pages/MorningCheckPage.vue'),
    meta: { needs: ['morning_check.enter'], menu: { title: 'staff.morning.title', icon: 'sun', order: 3 } },
  },
  // Whoever has left still reads their own file, but it stands in nobody's menu who never worked here.
  { path: '/my-file', component: () => import('./pages/MyFilePage.vue') },
  { path: '/me/file', redirect: '/my-file', meta: { needs: ['case.handle'], menu: { title: 'staff.mine.title', icon: 'user', order: 4 } } },
  {
    path: '/staff',
    component: () => import('./pages/StaffPage.vue'),
    props: { id: null },
    meta: { needs: ['staff.view'], menu: { title: 'staff.title', icon: 'users', order: 5 } },
  },
  { path: '/staff/:id(\\d+)', component: () => import('./pages/StaffPage.vue'), props: withId, meta: { needs: ['staff.view'] } },
  { path: '/staff/:id(\\d+)/certificate', component: () => import('./pages/CertificatePage.vue'), props: withId },
  { path: '/staff/on-post', component: () => import('./pages/OnPostPage.vue'), meta: { needs: ['staff.view'] } },
  { path: '/staff/conduct/:id(\\d+)', component: () => import('./pages/ConductPage.vue'), props: withId, meta: { needs: ['staff.view'] } },
]
