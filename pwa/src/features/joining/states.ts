import type { IconName } from '@/shared/ui/icons'
import type { Application } from './api'

type Tone = 'red' | 'orange' | 'green' | 'grey' | 'brand'

export const STATES: Record<Application['state'], { tone: Tone; icon: IconName }> = {
  pending: { tone: 'orange', icon: 'waiting' },
  approved: { tone: 'green', icon: 'done' },
  refused: { tone: 'red', icon: 'failed' },
  withdrawn: { tone: 'grey', icon: 'undo' },
}
