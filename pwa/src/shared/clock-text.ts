/**
 * A time of day as typed: "6", "630", "6:30", "6：30" -> "06:30". Null when it is none.
 * The platform's own time field shows a.m. and p.m. in some languages and knows no 24:00.
 */
export function clockOf(typed: string): string | null {
  const text = typed.trim().replace(/[：.．h时]/g, ':')
  const found = /^(\d{1,2}):?(\d{2})?$/.exec(text.replace(/:$/, ''))
  if (!found) return null
  const [hours, minutes] = [Number(found[1]), Number(found[2] ?? 0)]
  if (minutes > 59 || hours > 24 || (hours === 24 && minutes > 0)) return null
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}
