import type { RouteRecordRaw } from 'vue-router'

const code = () => import('./pages/CodePage.vue')
const open = { isPublic: true, isPlain: true }
const applications = () => import('./pages/ApplicationsPage.vue')

export const routes: RouteRecordRaw[] = [
  { path: '/register', component: code, props: { mode: 'register' }, meta: open },
  { path: '/sign-in/code', component: code, props: { mode: 'sign-in' }, meta: open },
  { path: '/sign-in/reset', component: code, props: { mode: 'reset' }, meta: open },
  { path: '/install', component: () => import('./pages/InstallPage.vue'), meta: open },
  { path: '/invite/:token', component: () => import('./pages/InvitePage.vue'), props: true, meta: open },
  { path: '/join', component: () => import('./pages/JoinPage.vue'), meta: { isPlain: true, menu: { title: 'joining.join.menu', icon: 'user-plus', order: 90 } } },
  { path: '/me/passkeys', component: () => import('./pages/PasskeysPage.vue'), meta: { menu: { title: 'joining.passkeys.title', icon: 'key', order: 95 } } },
  {
    path: '/applications',
    component: applications,
    props: { id: null },
    meta: { needs: ['staff.manage', 'people.manage', 'register.review'], menu: { title: 'joining.review.title', icon: 'list', order: 5 } },
  },
  { path: '/applications/:id(\\d+)', component: applications, props: (route) => ({ id: Number(route.params.id) }) },
  {
    path: '/invitations',
    component: () => import('./pages/InvitationsPage.vue'),
    meta: { needs: ['staff.manage', 'people.manage', 'parent.manage', 'guest.invite'], menu: { title: 'joining.invitations.title', icon: 'send', order: 55 } },
  },
]
