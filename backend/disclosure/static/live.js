/** Live pictures on the public page: blurred JPEGs over a WebSocket, drawn on a canvas. Without it the page is whole. */
(() => {
  'use strict'
  const words = document.currentScript.dataset

  for (const place of document.querySelectorAll('[data-live]')) {
    const still = place.querySelector('img')
    const canvas = place.querySelector('canvas')
    const note = place.querySelector('p')
    const button = place.querySelector('button')
    const watch = button.textContent
    let socket = null

    const say = (text) => {
      note.textContent = text
      note.hidden = !text
    }

    const stop = (text) => {
      const open = socket
      socket = null
      if (open) open.close()
      button.textContent = watch
      canvas.hidden = true
      if (still) still.hidden = false
      say(text)
    }

    const draw = async (data) => {
      const picture = await createImageBitmap(new Blob([data], { type: 'image/jpeg' }))
      if (canvas.width !== picture.width || canvas.height !== picture.height) {
        canvas.width = picture.width
        canvas.height = picture.height
      }
      canvas.getContext('2d').drawImage(picture, 0, 0)
      picture.close()
      canvas.hidden = false
      if (still) still.hidden = true
      say('')
    }

    const start = async () => {
      button.textContent = words.stop
      say(words.connecting)
      const answer = await fetch(place.dataset.live, { method: 'POST' })
      if (!answer.ok) throw new Error(String(answer.status))
      const ticket = await answer.json()
      const own = new WebSocket(`${ticket.blurred_url}?token=${encodeURIComponent(ticket.token)}`)
      own.binaryType = 'arraybuffer'
      socket = own
      let hasPicture = false
      own.onmessage = ({ data }) => {
        if (own !== socket) return
        if (typeof data === 'string') {
          const { code } = JSON.parse(data)
          if (code) say(words.failed)
          return
        }
        hasPicture = true
        draw(data).catch(() => say(words.failed))
      }
      own.onclose = () => {
        if (own === socket) stop(hasPicture ? words.ended : words.failed)
      }
    }

    button.hidden = false
    button.addEventListener('click', () => {
      if (button.textContent === words.stop) return stop('')
      start().catch(() => stop(words.failed))
    })
  }
})()
