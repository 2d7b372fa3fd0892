/** What is typed on a phone, checked before it travels; the server checks again. */

/** GB 32100-2015: 18 characters without I, O, S, V, Z, the last one a check. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'

export const plain = (text: string) => text.replace(/[\s-]/g, '').toUpperCase()
export const isMobile = (text: string) => /^(\+?86|0086)?1[3-9]\d{9}$/.test(text.replace(/[\s-]/g, ''))
export const isCode = (text: string) => /^\d{6}$/.test(text)
export const isLicenceNumber = (text: string) => /^JY[123]\d{13}$/.test(plain(text))

export function isCreditCode(text: string): boolean {
  const values = [...plain(text)].map((character) => ALPHABET.indexOf(character))
  if (values.length !== 18 || values.includes(-1)) return false
  let weight = 1
  let sum = 0
  for (const value of values.slice(0, 17)) {
    sum += value * weight
    weight = (weight * 3) % 31
  }
  return (31 - (sum % 31)) % 31 === values[17]
}

/** The last day of a licence of five years: 2025-09-26 -> 2030-09-25. */
export function fiveYearsOn(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(date.getTime())) return ''
  date.setUTCFullYear(date.getUTCFullYear() + 5)
  date.setUTCDate(date.getUTCDate() - 1)
  return date.toISOString().slice(0, 10)
}
