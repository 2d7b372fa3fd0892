/**
 * First load in bytes, gzip. `sign-in` is all that a visit to / fetches until someone can sign in: the page, its modules
 * and styles, one language. `first-load` adds all that the first screen after it needs: the Today page and the device's
 * database. Pictures, the worker's background copy, the realtime library and the pages behind a tap are in neither.
 * The last line is `first-load: N bytes gzip (limit 150000)`; above the limit the exit code is 1.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const LIMIT = 150_000
const dist = process.argv[2] ?? fileURLToPath(new URL('../dist', import.meta.url))
const manifest = JSON.parse(readFileSync(`${dist}/.vite/manifest.json`, 'utf8'))
const SIGN_IN = ['index.html', 'src/i18n/zh-CN.ts', 'src/features/session/pages/SignInPage.vue']
const FIRST_SCREEN = ['src/features/today/pages/TodayPage.vue', 'src/offline/device-database.ts']

const files = new Set(['index.html'])
const seen = new Set()

function follow(key) {
  const chunk = manifest[key]
  if (!chunk) throw new Error(`${key} is not in the build`)
  if (seen.has(key)) return
  seen.add(key)
  files.add(chunk.file)
  for (const style of chunk.css ?? []) files.add(style)
  for (const imported of chunk.imports ?? []) follow(imported)
}

function weigh() {
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(`${dist}/${file}`)).length, 0)
}

SIGN_IN.forEach(follow)
const signIn = weigh()
FIRST_SCREEN.forEach(follow)
const total = weigh()
console.log(`sign-in: ${signIn} bytes gzip`)
console.log(`first-load: ${total} bytes gzip (limit ${LIMIT})`)
process.exitCode = total > LIMIT ? 1 : 0
