/** Counts pictures that really reached the screen. */

type FrameVideo = HTMLVideoElement & {
  requestVideoFrameCallback?: (callback: () => void) => number
  cancelVideoFrameCallback?: (handle: number) => void
}

/** Calls `onFrame` for each shown frame until the returned function is called. */
export function watchFrames(video: FrameVideo, onFrame: () => void): () => void {
  if (!video.requestVideoFrameCallback) return watchProgress(video, onFrame)
  let isWatching = true
  let handle = 0
  const next = () => {
    if (!isWatching) return
    onFrame()
    handle = video.requestVideoFrameCallback?.(next) ?? 0
  }
  handle = video.requestVideoFrameCallback(next)
  return () => {
    isWatching = false
    video.cancelVideoFrameCallback?.(handle)
  }
}

/** Older browsers tell only that the picture moved on. */
function watchProgress(video: HTMLVideoElement, onFrame: () => void): () => void {
  video.addEventListener('timeupdate', onFrame)
  return () => video.removeEventListener('timeupdate', onFrame)
}
