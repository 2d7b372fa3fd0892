import { useI18n } from 'vue-i18n'

/** Minutes as people say them: "30 分钟", "2 小时", "3 天". */
export function useSpanText() {
  const { t } = useI18n()
  return (minutes: number): string => {
    if (minutes % 1440 === 0 && minutes > 0) return t('common.duration.days', { n: minutes / 1440 }, minutes / 1440)
    if (minutes % 60 === 0 && minutes > 0) return t('common.duration.hours', { n: minutes / 60 }, minutes / 60)
    return t('common.duration.minutes', { n: minutes }, minutes)
  }
}
