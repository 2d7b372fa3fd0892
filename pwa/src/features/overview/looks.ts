/** How a light and the reasons behind it look: colour, icon and word together. */
import type { IconName } from '@/shared/ui/icons'
import type { Light } from './api'

export const LIGHTS: Record<Light, IconName> = { red: 'warning', orange: 'clock', green: 'done', grey: 'unknown' }

const RED = new Set(['case_overdue', 'case_critical', 'duty_overdue', 'licence_expired', 'health_expired'])
const ICONS: Record<string, IconName> = {
  case_overdue: 'timer',
  case_critical: 'warning',
  case_open: 'alert',
  duty_overdue: 'timer',
  licence_expired: 'file',
  licence_expiring: 'file',
  health_expired: 'user',
  health_expiring: 'user',
  camera_offline: 'video-off',
  not_connected: 'video-off',
  stale: 'clock',
}
const COUNTS: Record<string, string> = {
  case_overdue: 'overdue_cases',
  case_critical: 'critical_cases',
  case_open: 'open_cases',
  duty_overdue: 'overdue_duties',
  licence_expired: 'licence_expired',
  licence_expiring: 'licence_expiring',
  health_expired: 'health_expired',
  health_expiring: 'health_expiring',
  camera_offline: 'cameras_offline',
}

export function toneOf(reason: string): 'red' | 'orange' | 'grey' {
  return RED.has(reason) ? 'red' : reason === 'not_connected' || reason === 'stale' ? 'grey' : 'orange'
}

export const iconOf = (reason: string): IconName => ICONS[reason] ?? 'alert'

/** The figure behind a reason; reasons that are not counted have none. */
export const countOf = (reason: string, counts: Record<string, number | undefined>): number | null => (COUNTS[reason] ? (counts[COUNTS[reason]] ?? 0) : null)
