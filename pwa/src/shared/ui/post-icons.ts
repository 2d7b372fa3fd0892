/** Icons of posts; apart from the other icons, which the first screen carries. */
import {
  Archive, BadgeCheck, Building2, Camera, ChefHat, ClipboardCheck, Cookie, Droplets, FlaskConical, HardHat, Info, Soup, Sprout, TestTube, Thermometer,
  Truck, UserRound, UserRoundCheck, Users, Utensils,
} from 'lucide-vue-next'

import type { Post } from '@/generated/catalog'

export const POST_ICONS: Record<Post, typeof Info> = {
  head_of_unit: Building2, deputy_head: UserRoundCheck, safety_director: BadgeCheck, safety_officer: ClipboardCheck, head_chef: ChefHat,
  kitchen_staff: Utensils, storekeeper: Archive, rough_preparation: Sprout, cook: Soup, sample_keeper: TestTube, pastry_cook: Cookie,
  additive_keeper: FlaskConical, dishwasher: Droplets, server: Users, deliverer: Truck, morning_checker: Thermometer,
  accompanying_diner: UserRound, video_keeper: Camera, installation_head: HardHat, data_owner: Info,
}
