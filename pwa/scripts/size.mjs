/**
 * First load in bytes, gzip: everything that a fresh visit to / fetches up to the first screen after signing in
 * (the page itself, its modules and styles, one language, the sign-in and the Today page). Pictures and the service
 * worker's own background copy are not part of it; the realtime library and the pages behind a tap are not either.
 * The last line is `first-load: N bytes gzip (limit 153600)`; above the limit the exit code is 1.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const LIMIT = 150 * 1024
const dist = process.argv[2] ?? fileURLToPath(new URL('../dist', import.meta.url))
const manifest = JSON.parse(readFileSync(`${dist}/.vite/manifest.json`, 'utf8'))
const FIRST_SCREENS = ['index.html', 'src/i18n/zh-CN.ts', 'src/features/session/pages/SignInPage.vue', 'src/features/today/pages/TodayPage.vue']

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

FIRST_SCREENS.forEach(follow)
let total = 0
for (const file of files) {
  const bytes = gzipSync(readFileSync(`${dist}/${file}`)).length
  total += bytes
  console.log(`${String(bytes).padStart(7)}  ${file}`)
}
console.log(`first-load: ${total} bytes gzip (limit ${LIMIT})`)
process.exitCode = total > LIMIT ? 1 : 0
