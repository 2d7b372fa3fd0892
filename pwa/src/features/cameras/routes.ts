import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/cameras', component: () => import('./pages/CamerasPage.vue'), meta: { needs: ['camera.view'] } },
  {
    path: '/cameras/:id(\\d+)',
    component: () => import('./pages/CameraPage.vue'),
    props: (route) => ({ id: Number(route.params.id) }),
    meta: { needs: ['camera.view'] },
  },
]
