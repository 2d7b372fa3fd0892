/** The routes of every feature behind the first screen; nothing is listed here. */
import type { RouteRecordRaw } from 'vue-router'

const features = import.meta.glob<{ routes: RouteRecordRaw[] }>(['./features/*/routes.ts', '!./features/session/routes.ts', '!./features/today/routes.ts'], { eager: true })

export const laterRoutes = Object.values(features).flatMap((feature) => feature.routes)
