/// <reference types="vite/client" />
import 'vue-router'

import type { Permission } from '@/shared/types'
import type { IconName } from '@/shared/ui/icons'

declare module 'vue-router' {
  interface RouteMeta {
    /** Reachable without being signed in. */
    isPublic?: boolean
    /** Any one of these is needed to see the page. */
    needs?: Permission[]
    /** Listed on /me, in this order; `title` is a text key. */
    menu?: { title: string; icon: IconName; order: number }
    /** Shown without the tabs. */
    isPlain?: boolean
  }
}
