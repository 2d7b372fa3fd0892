import type { RouteRecordRaw } from 'vue-router'

const withId = (route: { params: Record<string, string | string[]> }) => ({ id: route.params.id ? Number(route.params.id) : null })

export const routes: RouteRecordRaw[] = [
  { path: '/watch', component: () => import('./pages/WatchPage.vue'), meta: { needs: ['camera.blurred', 'camera.live'] } },
  { path: '/watch/:id(\\d+)', component: () => import('./pages/WatchCameraPage.vue'), props: withId, meta: { needs: ['camera.blurred', 'camera.live'] } },
  { path: '/school', component: () => import('./pages/SchoolPage.vue'), meta: { needs: ['camera.blurred'] } },
  {
    path: '/opinions',
    component: () => import('./pages/OpinionsPage.vue'),
    meta: { needs: ['opinion.view', 'parent.manage'], menu: { title: 'parents.opinions.title', icon: 'users', order: 58 } },
  },
  { path: '/opinions/:id(\\d+)', component: () => import('./pages/OpinionPage.vue'), props: withId, meta: { needs: ['opinion.view', 'parent.manage'] } },
  {
    path: '/settings/groups',
    component: () => import('./pages/GroupsPage.vue'),
    meta: { needs: ['parent.manage'], menu: { title: 'parents.groups.title', icon: 'users', order: 56 } },
  },
  { path: '/settings/groups/new', component: () => import('./pages/GroupFormPage.vue'), props: { id: null }, meta: { needs: ['parent.manage'] } },
  { path: '/settings/groups/:id(\\d+)', component: () => import('./pages/GroupPage.vue'), props: withId, meta: { needs: ['parent.manage'] } },
  { path: '/settings/groups/:id(\\d+)/edit', component: () => import('./pages/GroupFormPage.vue'), props: withId, meta: { needs: ['parent.manage'] } },
]
