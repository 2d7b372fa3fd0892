/** A phone's photo of 12 MP becomes a JPEG of at most 1600 px before it is kept and sent. */
export const LONGEST_SIDE = 1600
const QUALITY = 0.85

/** The size that fits, never larger than the original. */
export function fit(width: number, height: number, longest = LONGEST_SIDE): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

async function toBlob(bitmap: ImageBitmap): Promise<Blob> {
  const size = fit(bitmap.width, bitmap.height)
  const canvas = document.createElement('canvas')
  canvas.width = size.width
  canvas.height = size.height
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, size.width, size.height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
  if (!blob) throw new Error('the photo could not be drawn')
  return blob
}

/** Throws when the file is no picture. The orientation is kept, everything else of the EXIF data is lost on purpose. */
export async function shrinkPhoto(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    return await toBlob(bitmap)
  } finally {
    bitmap.close()
  }
}
