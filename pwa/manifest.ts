import type { ManifestOptions } from 'vite-plugin-pwa'

/** What the phone shows on its home screen. */
export const manifest: Partial<ManifestOptions> = {
  id: '/',
  name: '明厨 Mingchu',
  short_name: '明厨',
  description: '看得见的后厨，每个问题都整改到位 · Kitchens you can see, problems that get fixed',
  lang: 'zh-CN',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  orientation: 'any',
  background_color: '#f4f6f7',
  theme_color: '#0b5c73',
  categories: ['food', 'business'],
  icons: [
    { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' },
    { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png' },
    { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    { src: '/icons/logo.svg', sizes: 'any', type: 'image/svg+xml' },
  ],
}
