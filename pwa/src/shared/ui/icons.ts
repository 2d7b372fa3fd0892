/** The one bundled icon set (Lucide, ISC licence). Add a name here to use it in AppIcon. */
import {
  AlertTriangle, ArrowLeft, ArrowUp, Bell, BellOff, Camera, Check, CheckCheck, ChevronDown, ChevronRight, ChevronUp, CircleAlert,
  CircleCheck, CircleDashed, CircleHelp, CircleX, Clock, CloudOff, Download, Eye, FileText, Film, Footprints, Hand, Image,
  Inbox, Info, Languages, ListChecks, LogOut, MapPin, Maximize, Minus, Pencil, Play, Plus, RefreshCw, ScrollText, Search,
  Send, Settings, ShieldCheck, SlidersHorizontal, Smartphone, Square, Sun, Timer, Trash2, Type, Undo2, UserPlus, UserRound, Users,
  Video, VideoOff, WifiOff, X, Droplets, EyeOff, KeyRound, Move, Snowflake,
} from 'lucide-vue-next'

export const ICONS = {
  alert: CircleAlert, 'arrow-left': ArrowLeft, 'arrow-up': ArrowUp, bell: Bell, 'bell-off': BellOff, camera: Camera,
  check: Check, 'check-all': CheckCheck, 'chevron-down': ChevronDown, 'chevron-right': ChevronRight, 'chevron-up': ChevronUp,
  clock: Clock, close: X, 'cloud-off': CloudOff, done: CircleCheck, download: Download, edit: Pencil, eye: Eye, failed: CircleX,
  file: FileText, film: Film, going: Footprints, hand: Hand, image: Image, inbox: Inbox, info: Info, languages: Languages,
  list: ListChecks, 'log-out': LogOut, maximize: Maximize, minus: Minus, phone: Smartphone, place: MapPin, play: Play, plus: Plus,
  refresh: RefreshCw, scroll: ScrollText, search: Search, send: Send, settings: Settings, shield: ShieldCheck,
  sliders: SlidersHorizontal, square: Square, sun: Sun, timer: Timer, trash: Trash2, type: Type, undo: Undo2, unknown: CircleHelp,
  user: UserRound, 'user-plus': UserPlus, users: Users, video: Video, 'video-off': VideoOff, waiting: CircleDashed,
  warning: AlertTriangle, 'wifi-off': WifiOff, blurred: Droplets, 'eye-off': EyeOff, key: KeyRound, moved: Move, frozen: Snowflake,
} as const

export type IconName = keyof typeof ICONS
