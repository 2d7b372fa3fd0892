// Written by `make generate` from backend/catalog. Edit there, not here.

export * from './catalog.later'

export const severities = [
  'critical',
  'major',
  'minor',
] as const
export type Severity = (typeof severities)[number]

export const ruleSchedules = [
  'always',
  'opening',
  'closed',
] as const
export type RuleSchedule = (typeof ruleSchedules)[number]

export const ruleStandings = [
  'certain',
  'suspect',
] as const
export type RuleStanding = (typeof ruleStandings)[number]

export const timerClocks = [
  'always',
  'opening',
] as const
export type TimerClock = (typeof timerClocks)[number]

export const cameraStates = [
  'unknown',
  'connecting',
  'online',
  'wrong_password',
  'wrong_path',
  'unreachable',
  'no_video',
  'silent',
  'unsupported_codec',
  'b_frames',
  'refused_address',
] as const
export type CameraState = (typeof cameraStates)[number]

export const pictureStates = [
  'unknown',
  'ok',
  'blocked',
  'frozen',
  'moved',
  'blurred',
] as const
export type PictureState = (typeof pictureStates)[number]

export const streamTransports = [
  'tcp',
  'udp',
] as const
export type StreamTransport = (typeof streamTransports)[number]

export const zoneKinds = [
  'watch',
  'ignore',
] as const
export type ZoneKind = (typeof zoneKinds)[number]

export const acceptances = [
  'pending',
  'accepted',
  'to_replace',
] as const
export type Acceptance = (typeof acceptances)[number]

export const caseSources = [
  'ai',
  'camera',
  'report',
  'duty',
  'inspection',
] as const
export type CaseSource = (typeof caseSources)[number]

export const caseStates = [
  'open',
  'acknowledged',
  'rectified',
  'closed',
  'dismissed',
] as const
export type CaseState = (typeof caseStates)[number]

export const chainCodes = [
  'ai',
  'report',
  'duty',
] as const
export type ChainCode = (typeof chainCodes)[number]

export const stepTimers = [
  't0',
  't1',
  't2',
  'close',
] as const
export type StepTimer = (typeof stepTimers)[number]

export const timelineKinds = [
  'opened',
  'merged',
  'clip_attached',
  'confirmed',
  'step',
  'no_holder',
  'overdue',
  'acknowledged',
  'rectified',
  'recovered',
  'verified',
  'sent_back',
  'dismissed',
  'urged',
  'assigned',
  'attributed',
  'opinion_issued',
  'opinion_received',
  'penalty_recorded',
  'answered',
] as const
export type TimelineKind = (typeof timelineKinds)[number]

export const dismissalReasons = [
  'steam',
  'worn',
  'cap_colour',
  'uniform',
  'other_person',
  'glare',
  'app_in_use',
  'cleaning',
  'test',
  'other',
] as const
export type DismissalReason = (typeof dismissalReasons)[number]

export const evidenceKinds = [
  'snapshot',
  'boxed',
  'clip',
  'crop',
  'photo',
  'opinion',
] as const
export type EvidenceKind = (typeof evidenceKinds)[number]

export const deliveryChannels = [
  'web_push',
  'in_app',
  'sms',
] as const
export type DeliveryChannel = (typeof deliveryChannels)[number]

export const deliveryStates = [
  'pending',
  'sent',
  'failed',
  'gone',
  'skipped',
] as const
export type DeliveryState = (typeof deliveryStates)[number]

export const permissions = [
  'establishment.view',
  'establishment.manage',
  'people.view',
  'people.manage',
  'camera.view',
  'camera.live',
  'camera.manage',
  'rule.manage',
  'case.view',
  'case.view_own',
  'case.view_camera_faults',
  'case.handle',
  'case.verify',
  'case.urge',
  'case.assign',
  'case.attribute',
  'case.sanction',
  'chain.view',
  'chain.manage',
  'camera.playback',
  'camera.blurred',
  'staff.view',
  'staff.manage',
  'health.view',
  'morning_check.enter',
  'credential.view',
  'credential.manage',
  'duty.view',
  'duty.manage',
  'parent.manage',
  'opinion.view',
  'report.submit',
  'report.view',
  'report.answer',
  'disclosure.manage',
  'inspection.record',
  'guidance.send',
  'guest.invite',
  'register.manage',
  'register.review',
  'calendar.manage',
  'overview.view',
  'data.export',
  'audit.view',
  'system.manage',
] as const
export type Permission = (typeof permissions)[number]

export const scopeKinds = [
  'establishment',
  'jurisdiction',
  'platform',
] as const
export type ScopeKind = (typeof scopeKinds)[number]

export const establishmentStates = [
  'pending',
  'active',
  'refused',
  'closed',
] as const
export type EstablishmentState = (typeof establishmentStates)[number]

export const applicationStates = [
  'pending',
  'approved',
  'refused',
  'withdrawn',
] as const
export type ApplicationState = (typeof applicationStates)[number]

export const invitationKinds = [
  'staff',
  'parent',
  'guest',
] as const
export type InvitationKind = (typeof invitationKinds)[number]

export const conductKinds = [
  'violation',
  'praise',
] as const
export type ConductKind = (typeof conductKinds)[number]

export const contestStates = [
  'none',
  'open',
  'upheld',
  'withdrawn',
] as const
export type ContestState = (typeof contestStates)[number]

export const dutyStates = [
  'pending',
  'fulfilled',
  'overdue',
  'cancelled',
] as const
export type DutyState = (typeof dutyStates)[number]

export const dutySubjects = [
  'establishment',
  'licence',
  'health_certificate',
  'quality_certificate',
  'opinion',
  'report',
  'tuning',
] as const
export type DutySubject = (typeof dutySubjects)[number]

export const dutyCodes = [
  'connect',
  'licence_renewal',
  'health_renewal',
  'quality_renewal',
  'public_reply',
  'facts',
  'tune_rule',
] as const
export type DutyCode = (typeof dutyCodes)[number]

export const reportChannels = [
  'public',
  'parent',
  'student',
] as const
export type ReportChannel = (typeof reportChannels)[number]

export const annualGrades = [
  'A',
  'B',
  'C',
] as const
export type AnnualGrade = (typeof annualGrades)[number]

export const violations = {
  CLOTHES: { zh: '未穿工作服', en: 'No work clothes', severity: 'major', schedule: 'opening', isCameraFault: false, isSeen: true, holdSeconds: 5, mergeSeconds: 600, normZh: '餐饮服务食品安全操作规范·从业人员个人卫生', normEn: 'Code of practice for catering food safety, personal hygiene of workers' },
  MASK: { zh: '未按要求佩戴口罩', en: 'No mask', severity: 'major', schedule: 'opening', isCameraFault: false, isSeen: true, holdSeconds: 5, mergeSeconds: 600, normZh: '綦江方案三(三)4；餐饮服务食品安全操作规范：专间和备餐须戴口罩，其他区域按本单位规定', normEn: 'Qijiang plan 3(3)4; code of practice for catering food safety: masks in special and serving rooms, elsewhere as the unit rules' },
  CAP: { zh: '未按要求佩戴帽子', en: 'No cap', severity: 'major', schedule: 'opening', isCameraFault: false, isSeen: true, holdSeconds: 5, mergeSeconds: 600, normZh: '綦江方案三(三)4；餐饮服务食品安全操作规范·从业人员个人卫生', normEn: 'Qijiang plan 3(3)4; code of practice for catering food safety, personal hygiene of workers' },
  PHONE: { zh: '玩手机', en: 'Playing with a phone', severity: 'minor', schedule: 'opening', isCameraFault: false, isSeen: true, holdSeconds: 15, mergeSeconds: 600, normZh: '綦江方案三(三)4；餐饮服务食品安全操作规范·从业人员个人卫生', normEn: 'Qijiang plan 3(3)4; code of practice for catering food safety, personal hygiene of workers' },
  SMOKE: { zh: '抽烟', en: 'Smoking', severity: 'major', schedule: 'always', isCameraFault: false, isSeen: true, holdSeconds: 3, mergeSeconds: 600, normZh: '綦江方案三(三)4；餐饮服务食品安全操作规范·从业人员个人卫生', normEn: 'Qijiang plan 3(3)4; code of practice for catering food safety, personal hygiene of workers' },
  BIN: { zh: '垃圾桶未加盖', en: 'Bin not covered', severity: 'major', schedule: 'opening', isCameraFault: false, isSeen: true, holdSeconds: 180, mergeSeconds: 600, normZh: '綦江方案三(三)4；餐饮服务食品安全操作规范·废弃物管理：容器应配有盖子', normEn: 'Qijiang plan 3(3)4; code of practice for catering food safety, waste: containers have lids' },
  PEST: { zh: '有害生物出没', en: 'Pests', severity: 'critical', schedule: 'closed', isCameraFault: false, isSeen: true, holdSeconds: 1, mergeSeconds: 600, normZh: '綦江方案三(三)4；食品安全法第33条；餐饮服务食品安全操作规范·有害生物防制', normEn: 'Qijiang plan 3(3)4; Food Safety Law, art. 33; code of practice for catering food safety, pest control' },
  INTRUDE: { zh: '非营业时间有人', en: 'Person outside working hours', severity: 'critical', schedule: 'closed', isCameraFault: false, isSeen: true, holdSeconds: 3, mergeSeconds: 600, normZh: '食品安全法第34条相关要求；本单位安全保卫制度（产品建议）', normEn: 'Security rules of the unit (product proposal)' },
  CAM_OFFLINE: { zh: '摄像头离线', en: 'Camera offline', severity: 'major', schedule: 'always', isCameraFault: true, isSeen: true, holdSeconds: 60, mergeSeconds: 1800, normZh: '綦江方案三(三)：监控设备应正常工作；江门规定第9条', normEn: 'Qijiang plan 3(3): cameras must work; Jiangmen rules art. 9' },
  CAM_BLOCK: { zh: '画面遮挡', en: 'Camera blocked', severity: 'major', schedule: 'opening', isCameraFault: true, isSeen: true, holdSeconds: 60, mergeSeconds: 1800, normZh: '綦江方案三(三)：监控设备应正常工作；江门规定第9条', normEn: 'Qijiang plan 3(3): cameras must work; Jiangmen rules art. 9' },
  CAM_FREEZE: { zh: '画面冻结', en: 'Picture frozen', severity: 'critical', schedule: 'always', isCameraFault: true, isSeen: true, holdSeconds: 300, mergeSeconds: 1800, normZh: '綦江方案三(三)：监控设备应正常工作；江门规定第9条', normEn: 'Qijiang plan 3(3): cameras must work; Jiangmen rules art. 9' },
  CAM_MOVE: { zh: '画面偏移', en: 'Camera moved', severity: 'major', schedule: 'always', isCameraFault: true, isSeen: true, holdSeconds: 60, mergeSeconds: 1800, normZh: '綦江方案三(三)：监控设备应正常工作；江门规定第9条', normEn: 'Qijiang plan 3(3): cameras must work; Jiangmen rules art. 9' },
  CAM_BLUR: { zh: '画面模糊', en: 'Picture blurred', severity: 'minor', schedule: 'always', isCameraFault: true, isSeen: true, holdSeconds: 60, mergeSeconds: 1800, normZh: '綦江方案三(三)：监控设备应正常工作；江门规定第9条', normEn: 'Qijiang plan 3(3): cameras must work; Jiangmen rules art. 9' },
  REPORT: { zh: '公众反映', en: 'Report from the public', severity: 'major', schedule: 'always', isCameraFault: false, isSeen: false, holdSeconds: 0, mergeSeconds: 0, normZh: '綦江方案三(四)：公众监督', normEn: 'Qijiang plan 3(4): public supervision' },
  DUTY_OVERDUE: { zh: '应办事项逾期', en: 'Duty overdue', severity: 'minor', schedule: 'always', isCameraFault: false, isSeen: false, holdSeconds: 0, mergeSeconds: 0, normZh: '綦江方案三(四)：提醒类', normEn: 'Qijiang plan 3(4): reminders' },
  LICENCE_EXPIRED: { zh: '许可证过期', en: 'Licence expired', severity: 'major', schedule: 'always', isCameraFault: false, isSeen: false, holdSeconds: 0, mergeSeconds: 0, normZh: '食品经营许可和备案管理办法', normEn: 'Measure on food business licences' },
  HEALTH_EXPIRED: { zh: '健康证明过期', en: 'Health certificate expired', severity: 'major', schedule: 'always', isCameraFault: false, isSeen: false, holdSeconds: 0, mergeSeconds: 0, normZh: '食品安全法第45条', normEn: 'Food Safety Law, art. 45' },
  CONNECT_LATE: { zh: '未按期接入', en: 'Not connected in time', severity: 'major', schedule: 'always', isCameraFault: false, isSeen: false, holdSeconds: 0, mergeSeconds: 0, normZh: '江门规定第5条', normEn: 'Jiangmen rules, art. 5' },
  PLATFORM_FAULT: { zh: '平台或数据异常', en: 'Platform or data fault', severity: 'critical', schedule: 'always', isCameraFault: false, isSeen: false, holdSeconds: 0, mergeSeconds: 0, normZh: '綦江方案三(三)：监控设备应正常工作；江门规定第9条', normEn: 'Qijiang plan 3(3): cameras must work; Jiangmen rules art. 9' },
} as const
export type ViolationType = keyof typeof violations

export const areas = {
  STORE: { zh: '食品库房', en: 'Food store' },
  PREP: { zh: '粗加工制作区', en: 'Rough preparation' },
  CUT: { zh: '切配区', en: 'Cutting' },
  WASH: { zh: '餐用具清洗消毒区', en: 'Dish washing and disinfection' },
  COOK: { zh: '烹饪区', en: 'Cooking' },
  SPECIAL: { zh: '专用操作间', en: 'Special operations room' },
  SERVE: { zh: '备餐区', en: 'Serving preparation' },
  SAMPLE: { zh: '留样柜', en: 'Sample cabinet' },
  PASTRY: { zh: '面点间', en: 'Pastry room' },
  QTEST: { zh: '食品快检室', en: 'Quick-test room' },
  ACCOMP: { zh: '陪餐区域', en: 'Accompanied dining' },
  PACK: { zh: '打包间', en: 'Packing room' },
  DELIVERY: { zh: '配送', en: 'Delivery' },
  DINING: { zh: '就餐区', en: 'Dining room' },
} as const
export type AreaKind = keyof typeof areas

export const requiredAreas: readonly AreaKind[] = [
  'STORE',
  'PREP',
  'CUT',
  'WASH',
  'COOK',
  'SPECIAL',
  'SERVE',
  'SAMPLE',
]

export const roles = {
  worker: { zh: '从业人员', en: 'Worker' },
  keeper: { zh: '库管/留样/添加剂/洗消人员', en: 'Store, sample, additive or dishwashing keeper' },
  canteen_head: { zh: '食堂负责人', en: 'Canteen head' },
  safety_officer: { zh: '食品安全管理员', en: 'Food safety officer' },
  safety_head: { zh: '食品安全机构负责人', en: 'Head of the food safety body' },
  principal: { zh: '单位主要负责人', en: 'Principal' },
  vice_principal: { zh: '单位分管负责人', en: 'Vice-principal' },
  video_keeper: { zh: '视频数据管理员', en: 'Video data keeper' },
  data_owner: { zh: '信息维护责任人', en: 'Data owner' },
  parent: { zh: '家长代表', en: 'Parent representative' },
  public: { zh: '公众', en: 'Public' },
  student: { zh: '学生/教师', en: 'Student or teacher' },
  office_officer: { zh: '基层监管所执法人员', en: 'Officer of a local office' },
  county_officer: { zh: '县级监管人员', en: 'County officer' },
  city_officer: { zh: '市级监管人员', en: 'City officer' },
  education_officer: { zh: '教育/人社部门人员', en: 'Education or labour department officer' },
  consumer_committee: { zh: '消委会人员', en: 'Consumer committee' },
  supplier: { zh: '供餐单位', en: 'Meal supplier' },
  vendor: { zh: '运维/承建单位', en: 'Maintenance vendor' },
  guest: { zh: '第三方/代表委员', en: 'Guest' },
  platform_admin: { zh: '平台管理员', en: 'Platform administrator' },
  auditor: { zh: '审计员', en: 'Auditor' },
} as const
export type Role = keyof typeof roles
