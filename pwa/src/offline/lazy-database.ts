import type { DeviceDatabase } from '@/offline/device-database'

export async function loadDatabase(): Promise<DeviceDatabase> {
  const module = await import('@/offline/device-database')
  return new module.DeviceDatabase()
}
