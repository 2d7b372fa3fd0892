/** The unified social credit code as GB 32100-2015 has it; checked while typing, and again on the server. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'

export type CodeProblem = 'length' | 'character' | 'check'

export const tidyCode = (text: string): string => text.replaceAll(/\s/g, '').toUpperCase()

/** What is wrong with the code, or null where it can be right. */
export function codeProblem(text: string): CodeProblem | null {
  const code = tidyCode(text)
  if ([...code].some((character) => !ALPHABET.includes(character))) return 'character'
  if (code.length !== 18) return 'length'
  let sum = 0
  let weight = 1
  for (const character of code.slice(0, 17)) {
    sum += ALPHABET.indexOf(character) * weight
    weight = (weight * 3) % 31
  }
  return ALPHABET[(31 - (sum % 31)) % 31] === code[17] ? null : 'check'
}
