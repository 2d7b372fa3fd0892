import { describe, expect, it } from 'vitest'

import type { Camera } from '@/shared/types'
import { changesOf, emptyForm, errorsOf, formOf, newCamera, tidyUrl, urlProblem } from './camera-form'

const camera = { id: 7, name: '烹饪区1', area: { id: 3, kind: 'COOK', name: '烹饪区' }, transport: 'tcp', is_ai_enabled: true, url_masked: 'rtsp://***@192.168.1.64/1' } as Camera

describe('camera form', () => {
  it('asks for area, name and address of a new camera', () => {
    expect(errorsOf(emptyForm(), true)).toEqual({ areaId: 'area', name: 'name', mainUrl: 'url' })
  })

  it('lets the address of an existing camera stay as it is', () => {
    expect(errorsOf(formOf(camera), false)).toEqual({})
    expect(changesOf(formOf(camera), camera)).toEqual({})
  })

  it('sends only what was changed', () => {
    const form = { ...formOf(camera), name: ' 烹饪区2 ', mainUrl: ' rtsp://u:p@192.168.1.65:554/1 ' }
    expect(changesOf(form, camera)).toEqual({ name: '烹饪区2', main_url: 'rtsp://u:p@192.168.1.65:554/1' })
  })

  it.each([
    ['http://192.168.1.64/', 'urlScheme'], ['192.168.1.64', 'urlScheme'], ['rtsp://', 'urlHost'], ['rtsp://a b@192.168.1.64/1', 'urlSpaces'],
    ['rtsp://user:p@ss@192.168.1.64:554/h264', null], ['rtsps://cam.local/1?channel=1', null], ['rtsp://[fd00::64]:554/1', null],
  ])('judges %s', (url, problem) => {
    expect(urlProblem(url)).toBe(problem)
  })

  it('takes full-width signs from a Chinese keyboard', () => {
    expect(tidyUrl(' rtsp：／／u：p＠192。168。1。64／1 ')).toBe('rtsp://u:p@192.168.1.64/1')
  })

  it('sends no empty sub-stream', () => {
    expect(newCamera({ ...emptyForm(3), name: '留样柜', mainUrl: 'rtsp://192.168.1.64/1' }, 1)).toMatchObject({ area_id: 3, sub_url: null, transport: 'tcp' })
  })
})
