import type { components } from '@/generated/api'

type Schemas = components['schemas']

export type Duty = Schemas['DutyOut']
export type DutyRule = Schemas['DutyRuleOut']
type RuleIn = Schemas['DutyRuleIn']
export type DutyRuleInput = Pick<RuleIn, 'code' | 'holder_role' | 'remind_days' | 'effective_on'> & Partial<RuleIn>
export type DutyListState = 'open' | 'overdue' | 'fulfilled' | 'cancelled'
