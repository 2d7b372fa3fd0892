import { fileURLToPath } from 'node:url'

import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'

import { manifest } from './manifest.ts'

/** Vant's icon font names a foreign host and weighs 20 kB; our icons are SVG, so the font is left out. */
const noIconFont: Plugin = {
  name: 'no-icon-font',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('vant') || !id.includes('.css')) return null
    return { code: code.replace(/@font-face\s*\{[^}]*\}/g, ''), map: null }
  },
}

const backend = process.env.MINGCHU_BACKEND ?? 'http://127.0.0.1:8000'

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: { __VUE_I18N_FULL_INSTALL__: false, __VUE_I18N_LEGACY_API__: false, __INTLIFY_PROD_DEVTOOLS__: false, __INTLIFY_DROP_MESSAGE_COMPILER__: true, __VUE_OPTIONS_API__: false },
  plugins: [
    noIconFont,
    vue(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/sw',
      filename: 'sw.ts',
      injectRegister: null,
      manifest,
      injectManifest: { globPatterns: ['**/*.{js,css,html,svg}', 'icons/*.png'] },
    }),
  ],
  // A page's CSP forbids data: addresses, so nothing is inlined.
  build: {
    manifest: true,
    target: 'es2021',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 200,
    // The first module lists the files of every page: names in them would weigh more than a kilobyte on the first load.
    rolldownOptions: { output: { chunkFileNames: 'assets/[hash].js', assetFileNames: 'assets/[hash][extname]' } },
  },
  server: { proxy: { '/api': backend, '^/p/': backend, '/healthz': backend, '/socket.io': { target: backend, ws: true } } },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.spec.ts'],
    setupFiles: ['src/shared/testing/setup.ts'],
    css: false,
    server: { deps: { inline: ['vant'] } },
  },
})
