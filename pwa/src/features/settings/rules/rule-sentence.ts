import { useI18n } from 'vue-i18n'

import { violations, type ViolationType } from '@/generated/catalog'
import type { RuleParameters } from '../types'

/** Says in one sentence what a rule will do; a switched-off rule says that. */
export function useRuleSentence() {
  const { t } = useI18n()

  function span(seconds: number): string {
    if (seconds >= 60 && seconds % 60 === 0) return t('common.duration.minutes', { n: seconds / 60 }, seconds / 60)
    return t('settings.seconds', { n: seconds }, seconds)
  }

  return (type: ViolationType, rule: RuleParameters): string => {
    if (!rule.is_enabled) return t('settings.rules.sentence.off')
    const values = { when: t(`settings.rules.when.${rule.schedule}`), hold: span(rule.hold_s), merge: span(rule.merge_s), height: rule.min_height, votes: rule.votes, window: rule.window }
    return violations[type].isCameraFault ? t('settings.rules.sentence.fault', values) : t(`settings.rules.sentence.${rule.min_height > 0 ? 'person' : 'thing'}`, values)
  }
}
