import type { RouteRecordRaw } from 'vue-router'

const SEEING = ['report.view'] as const
const reports = () => import('./pages/ReportsPage.vue')

export const routes: RouteRecordRaw[] = [
  { path: '/hotline', component: reports, props: { id: null }, meta: { needs: [...SEEING], menu: { title: 'hotline.title', icon: 'hand', order: 6 } } },
  { path: '/hotline/reports/:id(\\d+)', component: reports, props: (route) => ({ id: Number(route.params.id) }), meta: { needs: ['report.view', 'report.submit'] } },
  { path: '/hotline/mine', component: reports, props: { id: null, isMine: true }, meta: { needs: ['report.submit'], menu: { title: 'hotline.mine.title', icon: 'hand', order: 6 } } },
  { path: '/hotline/new', component: () => import('./pages/NewReportPage.vue'), meta: { needs: ['report.submit'] } },
  { path: '/hotline/ratings', component: () => import('./pages/RatingsPage.vue'), meta: { needs: ['report.view', 'disclosure.manage'], menu: { title: 'hotline.ratings.title', icon: 'sun', order: 8 } } },
  { path: '/hotline/guidance', component: () => import('./pages/GuidancePage.vue'), meta: { needs: ['guidance.send', 'establishment.manage'], menu: { title: 'hotline.guidance.title', icon: 'scroll', order: 9 } } },
]
