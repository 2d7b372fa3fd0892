import type { OutboxItem } from '@/offline/db'
import type { CaseDetail, CaseRow } from '@/shared/types'

export const NOW = Date.parse('2026-11-21T04:00:00Z')
export const minutes = (count: number): string => new Date(NOW + count * 60_000).toISOString()

export function makeRow(more: Partial<CaseRow> = {}): CaseRow {
  return {
    id: 7, number: '2026-00007', type: 'CLOTHES', type_zh: '未穿工作服', type_en: 'No work clothes', severity: 'major', source: 'ai', state: 'open',
    establishment: { id: 1, name: '实验小学食堂' }, area: { id: 3, kind: 'COOK', name: '烹饪区' }, camera: { id: 2, name: '烹饪区2' },
    opened_at: minutes(-3), first_seen_at: minutes(-3), last_seen_at: minutes(-1), due_at: minutes(120), level: 1, is_overdue: false, is_suspected: false, is_mine: true, occurrences: 1,
    snapshot_url: null, holder: null, version: 1, ...more,
  }
}

export function makeCase(more: Partial<CaseDetail> = {}): CaseDetail {
  return {
    ...makeRow(), why: { rule: { hold_s: 5 }, held_s: 6.4, score: 0.82, norm_zh: '规范', norm_en: 'Code', model: null, crops: [] },
    evidence: [], chain: [], timeline: [], deliveries: [], opinions: [], penalty: null, rectification: null, dismissal: null,
    allowed: ['acknowledge', 'rectify', 'dismiss', 'urge'], ...more,
  }
}

export function makeItem(more: Partial<OutboxItem> = {}): OutboxItem {
  return {
    id: 'key-1', user_id: 5, case_id: 7, action: 'acknowledge', url: '/api/cases/7/acknowledgement', fields: {}, photo: null, title: 'x',
    made_at: minutes(0), state: 'waiting', tries: 0, next_at: 0, problem: null, ...more,
  }
}
