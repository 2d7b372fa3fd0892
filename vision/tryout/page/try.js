'use strict'

/* Draws each look over its picture. Whatever comes from outside goes in as text, never as markup. */

const SVG = 'http://www.w3.org/2000/svg'
// Shoulders, arms, hips and legs, and the ears with the nose, by BlazePose's numbers.
const BONES = [
  [11, 12], [11, 13], [13, 15], [12, 14], [14, 16], [11, 23], [12, 24], [23, 24], [23, 25], [25, 27], [24, 26],
  [26, 28], [7, 0], [0, 8],
]
const RETRY_MS = 1500
const TEXT_PX = 13

const element = (id) => document.getElementById(id)
const layers = new Set([...document.querySelectorAll('[data-layer]')].map((box) => box.dataset.layer))
let language = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
let types = {}
let newest = null
let isPaused = false
let isLost = false

const words = () => WORDS[language]
const typeName = (type) => types[type]?.[language] ?? type
const reasonText = (reason) => words().reasons[reason.replaceAll('_', ' ')] ?? reason.replaceAll('_', ' ')

function made(name, text = '', className = '') {
  const node = document.createElement(name)
  node.textContent = text
  if (className) node.className = className
  return node
}

function shape(name, attributes, className) {
  const node = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value)
  if (className) node.setAttribute('class', className)
  return node
}

const rectangle = ([x1, y1, x2, y2], className) =>
  shape('rect', { x: x1, y: y1, width: Math.max(0, x2 - x1), height: Math.max(0, y2 - y1) }, className)

function caption(x, y, size, text) {
  const node = shape('text', { x, y, 'font-size': size, 'stroke-width': size / 5 }, '')
  node.textContent = text
  return node
}

function drawPerson(person, size) {
  const nodes = []
  const [x1, y1] = person.box
  if (layers.has('pose')) nodes.push(...drawPose(person.pose))
  if (layers.has('person')) {
    nodes.push(rectangle(person.box, 'person'))
    nodes.push(caption(x1 + 4, Math.max(size, y1 - size * 0.4), size, `${words().person(person.track)} · ${person.height} px`))
  }
  for (const part of person.parts) {
    if (layers.has(part.kind === 'face' ? 'head' : part.kind)) nodes.push(rectangle(part.box, part.kind))
  }
  if (layers.has('judged')) nodes.push(...drawJudgements(person.judgements, size))
  return nodes
}

function drawPose(points) {
  const at = new Map(points.map(([joint, x, y]) => [joint, [x, y]]))
  return BONES.filter(([from, to]) => at.has(from) && at.has(to)).map(([from, to]) => {
    const [x1, y1] = at.get(from)
    const [x2, y2] = at.get(to)
    return shape('line', { x1, y1, x2, y2 }, 'pose')
  })
}

function drawJudgements(judgements, size) {
  return judgements
    .filter((judgement) => judgement.box)
    .flatMap((judgement) => {
      const [, , x2, y2] = judgement.box
      const nodes = [rectangle(judgement.box, `judged ${judgement.answer}`)]
      if (judgement.answer === 'yes') nodes.push(caption(x2 + 4, y2, size, typeName(judgement.type)))
      return nodes
    })
}

function draw(state) {
  const drawing = element('drawing')
  const look = state.look
  if (!look) return drawing.replaceChildren()
  drawing.setAttribute('viewBox', `0 0 ${look.width} ${look.height}`)
  // The same size on a phone and on a wall, whatever the camera's resolution.
  const size = (TEXT_PX * look.width) / (drawing.clientWidth || look.width)
  const nodes = look.people.flatMap((person) => drawPerson(person, size))
  if (layers.has('judged')) nodes.push(...drawJudgements(look.scene, size))
  drawing.replaceChildren(...nodes)
}

function judgementRow(judgement) {
  const row = made('div', '', 'judgement')
  row.append(made('span', typeName(judgement.type)))
  row.append(made('strong', words().answers[judgement.answer] ?? judgement.answer, judgement.answer))
  const why = []
  if (judgement.answer !== 'unknown') why.push(words().line(judgement.score))
  if (judgement.reason) why.push(reasonText(judgement.reason))
  if (judgement.box) why.push(`${judgement.box[3] - judgement.box[1]} px`)
  row.append(made('span', why.join(' · '), 'small'))
  return row
}

function personItem(person) {
  const item = made('li')
  item.append(made('strong', words().person(person.track)))
  const sizes = [words().size(person.height)]
  if (person.facing) sizes.push(words().facings[person.facing] ?? person.facing)
  for (const part of person.parts) sizes.push(words().part(words().parts[part.kind] ?? part.kind, part.height))
  item.append(made('p', sizes.join(' · '), 'small'))
  if (!person.is_judged) item.append(made('p', words().tooSmall, 'small'))
  item.append(...person.judgements.map(judgementRow))
  return item
}

function reportItem(report) {
  const item = made('li')
  item.append(made('strong', typeName(report.type), 'yes'))
  const when = new Date(report.at * 1000).toLocaleTimeString(language === 'zh' ? 'zh-CN' : 'en-GB')
  const who = report.track === null ? [] : [words().person(report.track)]
  const facts = [when, ...who, words().line(report.score), words().held(report.held_s, report.hits)]
  item.append(made('p', facts.join(' · '), 'small'))
  return item
}

function list(state) {
  const people = state.look?.people ?? []
  const empty = state.is_looked === false ? words().resting : words().nobody
  element('people').replaceChildren(...(people.length ? people.map(personItem) : [made('li', empty, 'small')]))
  const reports = state.reports.map(reportItem)
  element('reports').replaceChildren(...(reports.length ? reports : [made('li', words().noReports, 'small')]))
}

function sayState(state) {
  const parts = [words().states[state.state] ?? state.state, words().pictures[state.picture] ?? state.picture]
  if (state.look) parts.push(words().took(state.took_ms))
  else if (state.detail) parts.push(state.detail)
  element('state').textContent = isLost ? words().lost : parts.filter(Boolean).join(' · ')
}

function render() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  document.title = words().title
  for (const node of document.querySelectorAll('[data-word]')) node.textContent = words()[node.dataset.word]
  element('language').textContent = words().language
  element('language').lang = language === 'zh' ? 'en' : 'zh-CN'
  element('pause').textContent = isPaused ? words().go : words().pause
  element('waiting').textContent = newest?.look ? '' : words().waiting
  if (!newest) return
  element('source').textContent = newest.source
  sayState(newest)
  draw(newest)
  list(newest)
}

function loaded(address) {
  const image = new Image()
  image.src = address
  return image.decode().then(() => image.src)
}

async function show(state) {
  if (state.look) {
    // The picture first: boxes must never stand over the one before.
    const picture = element('picture')
    picture.src = await loaded(`/picture/${state.number}.jpg`)
    picture.alt = typeof state.source === 'string' ? state.source : ''
  }
  newest = state
  render()
}

async function follow() {
  let after = 0
  for (;;) {
    try {
      const state = await (await fetch(`/look.json?after=${after}`)).json()
      isLost = false
      if (state.number !== null) {
        after = state.number
        if (!isPaused) await show(state)
      }
    } catch (error) {
      isLost = !(error instanceof DOMException)
      render()
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
}

element('language').addEventListener('click', () => {
  language = language === 'zh' ? 'en' : 'zh'
  render()
})
element('pause').addEventListener('click', () => {
  isPaused = !isPaused
  render()
})
for (const box of document.querySelectorAll('[data-layer]')) {
  box.addEventListener('change', () => {
    if (box.checked) layers.add(box.dataset.layer)
    else layers.delete(box.dataset.layer)
    render()
  })
}

render()
fetch('/types.json')
  .then((response) => response.json())
  .then((found) => {
    types = found
    render()
  })
  .finally(follow)
