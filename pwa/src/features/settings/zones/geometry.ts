/** Polygons on a picture; points are fractions of its width and height, so they hold for every resolution. */
export type Point = [number, number]
export type Polygon = Point[]

export const FEWEST = 3
export const MOST = 24
/** A zone smaller than this share of the picture was most likely a slip of the finger. */
export const SMALLEST = 0.002

const between = (value: number) => Math.min(1, Math.max(0, value))
/** Four decimals are a quarter of a pixel in a 2560-pixel picture. */
export const rounded = (value: number) => Math.round(between(value) * 10_000) / 10_000

export function at(x: number, y: number): Point {
  return [rounded(x), rounded(y)]
}

export function movePoint(polygon: Polygon, index: number, to: Point): Polygon {
  return polygon.map((point, other) => (other === index ? at(...to) : point))
}

export function insertPoint(polygon: Polygon, afterIndex: number, point: Point): Polygon {
  if (polygon.length >= MOST) return polygon
  return [...polygon.slice(0, afterIndex + 1), at(...point), ...polygon.slice(afterIndex + 1)]
}

/** A triangle keeps its corners. */
export function removePoint(polygon: Polygon, index: number): Polygon {
  return polygon.length <= FEWEST ? polygon : polygon.filter((_, other) => other !== index)
}

/** The middle of the edge that begins at `index`. */
export function middle(polygon: Polygon, index: number): Point {
  const [ax, ay] = polygon[index] as Point
  const [bx, by] = polygon[(index + 1) % polygon.length] as Point
  return [(ax + bx) / 2, (ay + by) / 2]
}

/** Moves the whole as far as the picture's edge lets it. */
export function shift(polygon: Polygon, dx: number, dy: number): Polygon {
  const xs = polygon.map(([x]) => x)
  const ys = polygon.map(([, y]) => y)
  const clamp = (by: number, values: number[]) => Math.min(1 - Math.max(...values), Math.max(-Math.min(...values), by))
  const [x, y] = [clamp(dx, xs), clamp(dy, ys)]
  return polygon.map(([px, py]) => at(px + x, py + y))
}

export function areaOf(polygon: Polygon): number {
  const twice = polygon.reduce((sum, [x, y], index) => {
    const [nx, ny] = polygon[(index + 1) % polygon.length] as Point
    return sum + x * ny - nx * y
  }, 0)
  return Math.abs(twice) / 2
}

function turn(a: Point, b: Point, c: Point): number {
  return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))
}

function cross(a: Point, b: Point, c: Point, d: Point): boolean {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0
}

/** True when two edges cross: what is inside would then be unclear. */
export function isCrossed(polygon: Polygon): boolean {
  const edge = (index: number): [Point, Point] => [polygon[index] as Point, polygon[(index + 1) % polygon.length] as Point]
  return polygon.some((_, i) => polygon.some((__, j) => j > i + 1 && (j + 1) % polygon.length !== i && cross(...edge(i), ...edge(j))))
}

export type PolygonProblem = 'few' | 'small' | 'crossed'

export function problemOf(polygon: Polygon): PolygonProblem | null {
  if (polygon.length < FEWEST) return 'few'
  if (isCrossed(polygon)) return 'crossed'
  return areaOf(polygon) < SMALLEST ? 'small' : null
}

/** A square in the middle, a little aside for each zone there is already, so that none hides another. */
export function startingPolygon(existing: number): Polygon {
  const offset = (existing % 5) * 0.06 - 0.12
  return [at(0.3 + offset, 0.3 + offset), at(0.7 + offset, 0.3 + offset), at(0.7 + offset, 0.7 + offset), at(0.3 + offset, 0.7 + offset)]
}
