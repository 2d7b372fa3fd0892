import { http } from '@/shared/http'

/** A day that is not what its weekday says. */
export interface SpecialDay {
  day: string
  is_workday: boolean
  name_zh: string
  name_en: string
  /** Corrected here, and not as published. */
  is_edited: boolean
}

export interface CalendarYear {
  year: number
  /** The yearly notice with the make-up workdays is in. */
  is_announced: boolean
  days: SpecialDay[]
}

export const getYear = (year: number) => http.get<CalendarYear>(`/api/calendar?year=${year}`)
export const correct = (day: string, is_workday: boolean | null, name: string) => http.put<CalendarYear>('/api/calendar', { day, is_workday, name })
