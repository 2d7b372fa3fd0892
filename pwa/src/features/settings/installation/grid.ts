/** A rectangle on the floor as the camera sees it, and the lines of a grid on it. */
import { at, type Point, type Polygon } from '../zones/geometry'

/** Far left, far right, near right, near left: as a floor usually lies in a picture. */
export const STARTING_FLOOR: Polygon = [at(0.35, 0.55), at(0.65, 0.55), at(0.8, 0.9), at(0.2, 0.9)]

/** Maps the unit square onto the four corners (a homography in closed form). Null when they are no proper quad. */
function mapping(corners: Polygon): ((u: number, v: number) => Point) | null {
  const [a, b, c, d] = corners as [Point, Point, Point, Point]
  const [dx1, dx2, dx3] = [b[0] - c[0], d[0] - c[0], a[0] - b[0] + c[0] - d[0]]
  const [dy1, dy2, dy3] = [b[1] - c[1], d[1] - c[1], a[1] - b[1] + c[1] - d[1]]
  const whole = dx1 * dy2 - dx2 * dy1
  if (Math.abs(whole) < 1e-9) return null
  const g = (dx3 * dy2 - dx2 * dy3) / whole
  const h = (dx1 * dy3 - dx3 * dy1) / whole
  const along = (u: number, v: number, axis: 0 | 1) =>
    ((b[axis] - a[axis] + g * b[axis]) * u + (d[axis] - a[axis] + h * d[axis]) * v + a[axis]) / (g * u + h * v + 1)
  return (u, v) => [along(u, v, 0), along(u, v, 1)]
}

/** Lines every `stepCm`, from edge to edge; at most 40 each way, so that a slip of the finger draws no carpet. */
export function gridLines(corners: Polygon, widthCm: number, depthCm: number, stepCm = 50): [Point, Point][] {
  const map = mapping(corners)
  if (!map || !(widthCm > 0) || !(depthCm > 0)) return []
  const shares = (length: number) => Array.from({ length: Math.min(40, Math.ceil(length / stepCm) - 1) }, (_, index) => ((index + 1) * stepCm) / length)
  const across = shares(widthCm).map((u): [Point, Point] => [map(u, 0), map(u, 1)])
  const along = shares(depthCm).map((v): [Point, Point] => [map(0, v), map(1, v)])
  return [...across, ...along]
}

/** Whether the corners go round clockwise and bulge outwards, as far left, far right, near right, near left must. */
export function isFloor(corners: Polygon): boolean {
  if (corners.length !== 4) return false
  return corners.every((point, index) => {
    const next = corners[(index + 1) % 4] as Point
    const after = corners[(index + 2) % 4] as Point
    return (next[0] - point[0]) * (after[1] - next[1]) - (next[1] - point[1]) * (after[0] - next[0]) > 0
  })
}
