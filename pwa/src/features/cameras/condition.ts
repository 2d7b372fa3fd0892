/** What a camera's row says in one word. "Online" is said only of a fresh answer about a fresh frame. */
import type { Camera } from '@/shared/types'
import type { IconName } from '@/shared/ui/icons'

export type Tone = 'red' | 'orange' | 'green' | 'grey'

export interface Condition {
  tone: Tone
  icon: IconName
  /** Key below cameras.condition and cameras.advice. */
  key: string
  since: string | null
  isProblem: boolean
}

/** An answer older than this says nothing about now. */
export const STALE_MS = 45_000

const STATE_ICONS: Record<string, IconName> = {
  connecting: 'refresh',
  unknown: 'unknown',
  wrong_password: 'key',
  wrong_path: 'place',
  unreachable: 'wifi-off',
  no_video: 'video-off',
  silent: 'video-off',
  unsupported_codec: 'film',
  b_frames: 'film',
  refused_address: 'shield',
}

const PICTURE_ICONS: Record<string, IconName> = { blocked: 'eye-off', frozen: 'frozen', moved: 'moved', blurred: 'blurred' }

type Facts = Pick<Camera, 'state' | 'picture' | 'is_online' | 'state_since' | 'last_frame_at'>

export function conditionOf(camera: Facts, answerAgeMs = 0): Condition {
  if (answerAgeMs > STALE_MS) return { tone: 'grey', icon: 'unknown', key: 'stale', since: null, isProblem: false }
  if (camera.is_online) return conditionOfPicture(camera)
  // Packets stopped only just now: the state has not followed yet.
  const key = camera.state === 'online' ? 'silent' : camera.state
  const isWaiting = key === 'connecting' || key === 'unknown'
  return {
    tone: isWaiting ? 'grey' : 'red',
    icon: STATE_ICONS[key] ?? 'unknown',
    key,
    since: camera.state === 'online' ? camera.last_frame_at : camera.state_since,
    isProblem: !isWaiting,
  }
}

function conditionOfPicture(camera: Facts): Condition {
  const icon = PICTURE_ICONS[camera.picture]
  if (icon) return { tone: 'orange', icon, key: camera.picture, since: null, isProblem: true }
  return { tone: 'green', icon: 'video', key: 'online', since: null, isProblem: false }
}

export interface CameraGroup {
  id: number
  name: string
  cameras: Camera[]
  online: number
  problems: number
}

/** One group per establishment; those with problems first, then by name, and the same inside each. */
export function groupByEstablishment(cameras: readonly Camera[]): CameraGroup[] {
  const groups = new Map<number, CameraGroup>()
  for (const camera of cameras) {
    const id = camera.establishment_id
    const group = groups.get(id) ?? { id, name: camera.establishment_name, cameras: [], online: 0, problems: 0 }
    group.cameras.push(camera)
    if (camera.is_online) group.online += 1
    if (conditionOf(camera).isProblem) group.problems += 1
    groups.set(id, group)
  }
  const rank = (camera: Camera) => (conditionOf(camera).isProblem ? 0 : 1)
  for (const group of groups.values()) group.cameras.sort((a, b) => rank(a) - rank(b) || a.id - b.id)
  const byName = new Intl.Collator('zh-CN', { numeric: true })
  return [...groups.values()].sort((a, b) => Number(b.problems > 0) - Number(a.problems > 0) || byName.compare(a.name, b.name))
}

/** Every word of the search must occur in the establishment's, camera's or area's name. */
export function matches(camera: Camera, search: string): boolean {
  const text = `${camera.establishment_name} ${camera.name} ${camera.area?.name ?? ''}`.toLowerCase()
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word))
}
