import type { RouteRecordRaw } from 'vue-router'

const withId = (route: { params: Record<string, string | string[]> }) => ({ id: route.params.id ? Number(route.params.id) : null })

export const routes: RouteRecordRaw[] = [
  {
    path: '/settings/cameras',
    component: () => import('./pages/CamerasSettingsPage.vue'),
    meta: { needs: ['camera.manage'], menu: { title: 'settings.cameras.title', icon: 'video', order: 10 } },
  },
  { path: '/settings/cameras/new', component: () => import('./pages/CameraFormPage.vue'), props: { id: null }, meta: { needs: ['camera.manage'] } },
  { path: '/settings/cameras/:id(\\d+)', component: () => import('./pages/CameraFormPage.vue'), props: withId, meta: { needs: ['camera.manage'] } },
  { path: '/settings/cameras/:id(\\d+)/zones', component: () => import('./pages/ZonesPage.vue'), props: withId, meta: { needs: ['rule.manage', 'camera.manage'] } },
  { path: '/settings/cameras/:id(\\d+)/judging', component: () => import('./pages/JudgingPage.vue'), props: withId, meta: { needs: ['camera.manage'] } },
  { path: '/settings/cameras/:id(\\d+)/bins', component: () => import('./pages/BinsPage.vue'), props: withId, meta: { needs: ['camera.manage'] } },
  { path: '/settings/cameras/:id(\\d+)/floor', component: () => import('./pages/FloorPage.vue'), props: withId, meta: { needs: ['camera.manage'] } },
  { path: '/settings/areas', component: () => import('./pages/AreasPage.vue'), meta: { needs: ['establishment.manage'] } },
  {
    path: '/settings/rules',
    component: () => import('./pages/RulesPage.vue'),
    meta: { needs: ['rule.manage'], menu: { title: 'settings.rules.title', icon: 'sliders', order: 30 } },
  },
  { path: '/settings/establishment', component: () => import('./pages/EstablishmentPage.vue'), meta: { needs: ['establishment.manage'] } },
  {
    path: '/settings/people',
    component: () => import('./pages/PeoplePage.vue'),
    meta: { needs: ['people.view'], menu: { title: 'settings.people.title', icon: 'users', order: 50 } },
  },
  {
    path: '/settings/chains',
    component: () => import('./pages/ChainsPage.vue'),
    meta: { needs: ['chain.view'], menu: { title: 'settings.chains.title', icon: 'arrow-up', order: 60 } },
  },
  { path: '/settings/chains/:id(\\d+)', component: () => import('./pages/ChainPage.vue'), props: withId, meta: { needs: ['chain.view'] } },
]
