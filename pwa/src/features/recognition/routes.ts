import type { RouteRecordRaw } from 'vue-router'

const withId = (route: { params: Record<string, string | string[]> }) => ({ id: route.params.id ? Number(route.params.id) : null })

export const routes: RouteRecordRaw[] = [
  {
    path: '/recognition/:id(\\d+)?',
    component: () => import('./pages/RecognitionPage.vue'),
    props: withId,
    meta: { needs: ['case.view'], menu: { title: 'recognition.title', icon: 'eye', order: 32 } },
  },
  {
    path: '/models',
    component: () => import('./pages/ModelsPage.vue'),
    meta: { needs: ['system.manage'], menu: { title: 'recognition.models.title', icon: 'sliders', order: 66 } },
  },
]
