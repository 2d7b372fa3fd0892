// Written by `make generate` from backend/catalog. Edit there, not here.

import type { AreaKind, RuleStanding, Severity } from './catalog'

export const establishmentKinds = {
  university: { zh: '普通高等院校', en: 'University or college', headZh: '校长', headEn: 'Principal', body: 'education', isSchool: true, bans: false },
  vocational_school: { zh: '职业学校', en: 'Vocational school', headZh: '校长', headEn: 'Principal', body: 'education', isSchool: true, bans: false },
  technical_school: { zh: '技工院校', en: 'Technical college', headZh: '校长', headEn: 'Principal', body: 'human_resources', isSchool: true, bans: false },
  secondary_school: { zh: '普通中等学校', en: 'Secondary school', headZh: '校长', headEn: 'Principal', body: 'education', isSchool: true, bans: true },
  primary_school: { zh: '中小学', en: 'Primary and middle school', headZh: '校长', headEn: 'Principal', body: 'education', isSchool: true, bans: true },
  special_school: { zh: '特殊教育学校', en: 'Special-education school', headZh: '校长', headEn: 'Principal', body: 'education', isSchool: true, bans: true },
  kindergarten: { zh: '托幼机构', en: 'Nursery or kindergarten', headZh: '园长', headEn: 'Head of kindergarten', body: 'education', isSchool: true, bans: true },
  elder_care: { zh: '养老机构食堂', en: 'Elder-care canteen', headZh: '院长', headEn: 'Director', body: 'civil_affairs', isSchool: false, bans: false },
  canteen: { zh: '单位食堂', en: 'Staff canteen', headZh: '单位负责人', headEn: 'Head of unit', body: 'none', isSchool: false, bans: false },
  restaurant: { zh: '社会餐饮', en: 'Restaurant', headZh: '负责人', headEn: 'Owner', body: 'none', isSchool: false, bans: false },
  central_kitchen: { zh: '中央厨房', en: 'Central kitchen', headZh: '负责人', headEn: 'Head', body: 'none', isSchool: false, bans: false },
  collective_supplier: { zh: '集体用餐配送单位', en: 'Collective meal supplier', headZh: '负责人', headEn: 'Head', body: 'none', isSchool: false, bans: false },
  chain_headquarters: { zh: '连锁企业总部', en: 'Chain headquarters', headZh: '负责人', headEn: 'Head', body: 'none', isSchool: false, bans: false },
} as const
export type EstablishmentKind = keyof typeof establishmentKinds

export interface Watching { votes: number; window: number; minHeight: number; graceSeconds: number; standing: RuleStanding; areas: readonly AreaKind[]; areaSeverity: Partial<Record<AreaKind, Severity>> }
export const watching: Record<string, Watching> = {
  CLOTHES: { votes: 3, window: 5, minHeight: 80, graceSeconds: 0, standing: 'certain', areas: ['STORE', 'PREP', 'CUT', 'WASH', 'COOK', 'SPECIAL', 'SERVE', 'SAMPLE', 'PASTRY', 'PACK'], areaSeverity: {  } },
  MASK: { votes: 3, window: 5, minHeight: 80, graceSeconds: 0, standing: 'certain', areas: ['SPECIAL', 'SERVE'], areaSeverity: { STORE: 'minor', PREP: 'minor', CUT: 'minor', WASH: 'minor', COOK: 'minor', SAMPLE: 'minor', PASTRY: 'minor', QTEST: 'minor', ACCOMP: 'minor', PACK: 'minor', DELIVERY: 'minor', DINING: 'minor' } },
  CAP: { votes: 3, window: 5, minHeight: 80, graceSeconds: 60, standing: 'certain', areas: ['STORE', 'PREP', 'CUT', 'WASH', 'COOK', 'SPECIAL', 'SERVE', 'SAMPLE', 'PASTRY', 'PACK'], areaSeverity: {  } },
  PHONE: { votes: 8, window: 20, minHeight: 120, graceSeconds: 0, standing: 'suspect', areas: ['STORE', 'PREP', 'CUT', 'WASH', 'COOK', 'SPECIAL', 'SERVE', 'SAMPLE', 'PASTRY', 'QTEST', 'PACK'], areaSeverity: { SPECIAL: 'major', SERVE: 'major' } },
  SMOKE: { votes: 3, window: 6, minHeight: 120, graceSeconds: 0, standing: 'suspect', areas: ['STORE', 'PREP', 'CUT', 'WASH', 'COOK', 'SPECIAL', 'SERVE', 'SAMPLE', 'PASTRY', 'QTEST', 'PACK'], areaSeverity: {  } },
  BIN: { votes: 3, window: 5, minHeight: 0, graceSeconds: 0, standing: 'certain', areas: ['PREP', 'WASH', 'COOK', 'SERVE'], areaSeverity: {  } },
  PEST: { votes: 2, window: 3, minHeight: 0, graceSeconds: 0, standing: 'certain', areas: ['STORE', 'PREP', 'CUT', 'WASH', 'COOK', 'SPECIAL', 'SERVE', 'SAMPLE', 'PASTRY', 'QTEST', 'ACCOMP', 'PACK', 'DELIVERY', 'DINING'], areaSeverity: {  } },
  INTRUDE: { votes: 3, window: 5, minHeight: 80, graceSeconds: 0, standing: 'certain', areas: ['STORE', 'PREP', 'CUT', 'WASH', 'COOK', 'SPECIAL', 'SERVE', 'SAMPLE', 'PASTRY', 'QTEST', 'ACCOMP', 'PACK', 'DELIVERY', 'DINING'], areaSeverity: {  } },
  CAM_OFFLINE: { votes: 3, window: 5, minHeight: 80, graceSeconds: 0, standing: 'certain', areas: ['STORE', 'PREP', 'CUT', 'WASH', 'COOK', 'SPECIAL', 'SERVE', 'SAMPLE', 'PASTRY', 'QTEST', 'ACCOMP', 'PACK', 'DELIVERY', 'DINING'], areaSeverity: {  } },
  CAM_BLOCK: { votes: 3, window: 5, minHeight: 80, graceSeconds: 0, standing: 'certain', areas: ['STORE', 'PREP', 'CUT', 'WASH', 'COOK', 'SPECIAL', 'SERVE', 'SAMPLE', 'PASTRY', 'QTEST', 'ACCOMP', 'PACK', 'DELIVERY', 'DINING'], areaSeverity: {  } },
  CAM_FREEZE: { votes: 3, window: 5, minHeight: 80, graceSeconds: 0, standing: 'certain', areas: ['STORE', 'PREP', 'CUT', 'WASH', 'COOK', 'SPECIAL', 'SERVE', 'SAMPLE', 'PASTRY', 'QTEST', 'ACCOMP', 'PACK', 'DELIVERY', 'DINING'], areaSeverity: {  } },
  CAM_MOVE: { votes: 3, window: 5, minHeight: 80, graceSeconds: 0, standing: 'certain', areas: ['STORE', 'PREP', 'CUT', 'WASH', 'COOK', 'SPECIAL', 'SERVE', 'SAMPLE', 'PASTRY', 'QTEST', 'ACCOMP', 'PACK', 'DELIVERY', 'DINING'], areaSeverity: {  } },
  CAM_BLUR: { votes: 3, window: 5, minHeight: 80, graceSeconds: 0, standing: 'certain', areas: ['STORE', 'PREP', 'CUT', 'WASH', 'COOK', 'SPECIAL', 'SERVE', 'SAMPLE', 'PASTRY', 'QTEST', 'ACCOMP', 'PACK', 'DELIVERY', 'DINING'], areaSeverity: {  } },
}

export const posts = {
  head_of_unit: { zh: '单位主要负责人', en: 'Head of the unit', role: 'principal', touchesFood: false, isRequired: false },
  deputy_head: { zh: '分管副职', en: 'Deputy in charge', role: 'vice_principal', touchesFood: false, isRequired: false },
  safety_director: { zh: '食品安全总监', en: 'Food safety director', role: 'safety_head', touchesFood: false, isRequired: false },
  safety_officer: { zh: '食品安全员', en: 'Food safety officer', role: 'safety_officer', touchesFood: false, isRequired: false },
  head_chef: { zh: '厨师长', en: 'Head chef', role: 'canteen_head', touchesFood: true, isRequired: false },
  kitchen_staff: { zh: '后厨人员', en: 'Kitchen staff', role: 'worker', touchesFood: true, isRequired: false },
  storekeeper: { zh: '库管人员', en: 'Storekeeper', role: 'keeper', touchesFood: false, isRequired: false },
  rough_preparation: { zh: '粗加工人员', en: 'Rough preparation', role: 'worker', touchesFood: false, isRequired: false },
  cook: { zh: '烹饪人员', en: 'Cook', role: 'worker', touchesFood: true, isRequired: false },
  sample_keeper: { zh: '留样人员', en: 'Sample keeper', role: 'keeper', touchesFood: true, isRequired: false },
  pastry_cook: { zh: '面点制作人员', en: 'Pastry cook', role: 'worker', touchesFood: true, isRequired: false },
  additive_keeper: { zh: '食品添加剂管理人员', en: 'Additive keeper', role: 'keeper', touchesFood: false, isRequired: false },
  dishwasher: { zh: '餐用具清洗人员', en: 'Dishwasher', role: 'keeper', touchesFood: true, isRequired: false },
  server: { zh: '分餐人员', en: 'Server', role: 'worker', touchesFood: true, isRequired: false },
  deliverer: { zh: '配送员', en: 'Deliverer', role: 'worker', touchesFood: false, isRequired: false },
  morning_checker: { zh: '晨检员', en: 'Morning checker', role: 'keeper', touchesFood: false, isRequired: false },
  accompanying_diner: { zh: '陪餐人', en: 'Accompanying diner', role: 'worker', touchesFood: false, isRequired: false },
  video_keeper: { zh: '视频数据管理员', en: 'Video data keeper', role: 'video_keeper', touchesFood: false, isRequired: true },
  installation_head: { zh: '明厨亮灶建设责任人', en: 'Responsible for the installation', role: 'worker', touchesFood: false, isRequired: true },
  data_owner: { zh: '信息维护责任人', en: 'Data owner', role: 'data_owner', touchesFood: false, isRequired: true },
} as const
export type Post = keyof typeof posts

export const sizeClasses = {
  extra_large: { zh: '特大型', en: 'Extra large' },
  large: { zh: '大型', en: 'Large' },
  medium: { zh: '中型', en: 'Medium' },
  small: { zh: '小型', en: 'Small' },
  micro: { zh: '微型', en: 'Micro' },
} as const
export type SizeClass = keyof typeof sizeClasses

export const establishmentTags = {
  hotpot: { zh: '火锅', en: 'Hotpot' },
  local_speciality: { zh: '地方特色', en: 'Local speciality' },
  chain_branch: { zh: '连锁门店', en: 'Chain branch' },
  contracted: { zh: '承包经营', en: 'Contracted out' },
  off_campus_meals: { zh: '校外供餐', en: 'Meals from outside' },
  no_dine_in: { zh: '无堂食', en: 'No dining in' },
  boarding: { zh: '寄宿制', en: 'Boarding' },
  nutrition_programme: { zh: '营养改善计划', en: 'Nutrition programme' },
} as const
export type EstablishmentTag = keyof typeof establishmentTags

export const competentBodies = {
  education: { zh: '教育部门', en: 'Education department' },
  human_resources: { zh: '人力资源社会保障部门', en: 'Human resources department' },
  civil_affairs: { zh: '民政部门', en: 'Civil affairs department' },
  none: { zh: '无', en: 'None' },
} as const
export type CompetentBody = keyof typeof competentBodies

export const agencyKinds = {
  market_supervision: { zh: '市场监管局（所）', en: 'Market supervision' },
  section: { zh: '机关科室', en: 'Section of the bureau' },
  enforcement: { zh: '执法支队（大队）', en: 'Enforcement detachment' },
  consumer_committee: { zh: '消费者权益保护委员会', en: 'Consumer committee' },
  education: { zh: '教育部门', en: 'Education department' },
  human_resources: { zh: '人力资源社会保障部门', en: 'Human resources department' },
  civil_affairs: { zh: '民政部门', en: 'Civil affairs department' },
} as const
export type AgencyKind = keyof typeof agencyKinds

export const jurisdictionKinds = {
  city: { zh: '市', en: 'City' },
  county: { zh: '区县', en: 'County or district' },
  office: { zh: '监管所', en: 'Local office' },
  town: { zh: '镇街', en: 'Town or street' },
} as const
export type JurisdictionKind = keyof typeof jurisdictionKinds

export const businessForms = {
  food_seller: { zh: '食品销售经营者', en: 'Food seller' },
  catering: { zh: '餐饮服务经营者', en: 'Catering business' },
  unit_canteen: { zh: '集中用餐单位食堂', en: 'Canteen of a unit' },
} as const
export type BusinessForm = keyof typeof businessForms

export const businessItems = {
  hot_dishes: { zh: '热食类食品制售', en: 'Hot dishes' },
  cold_dishes: { zh: '冷食类食品制售', en: 'Cold dishes' },
  raw_dishes: { zh: '生食类食品制售', en: 'Raw dishes' },
  pastry: { zh: '糕点类食品制售', en: 'Pastry' },
  homemade_drinks: { zh: '自制饮品制售', en: 'Home-made drinks' },
  collective_delivery: { zh: '集体用餐配送', en: 'Collective meal delivery' },
  central_kitchen: { zh: '中央厨房', en: 'Central kitchen' },
} as const
export type BusinessItem = keyof typeof businessItems

export const qualitySchemes = {
  haccp: { zh: 'HACCP', en: 'HACCP' },
  iso_22000: { zh: 'ISO 22000', en: 'ISO 22000' },
} as const
export type QualityScheme = keyof typeof qualitySchemes

export const leavingReasons = {
  resigned: { zh: '辞职', en: 'Resigned' },
  transferred: { zh: '调动', en: 'Transferred' },
  dismissed: { zh: '辞退', en: 'Dismissed' },
  retired: { zh: '退休', en: 'Retired' },
  other: { zh: '其他', en: 'Other' },
} as const
export type LeavingReason = keyof typeof leavingReasons

export const morningFindings = {
  fever: { zh: '发热', en: 'Fever' },
  diarrhoea: { zh: '腹泻', en: 'Diarrhoea' },
  throat: { zh: '咽部炎症', en: 'Sore throat' },
  skin: { zh: '皮肤伤口或感染', en: 'Wound or skin infection' },
  jaundice: { zh: '黄疸', en: 'Jaundice' },
  other: { zh: '其他', en: 'Other' },
} as const
export type MorningFinding = keyof typeof morningFindings

export const disclosureItems = {
  licence: { zh: '食品经营许可信息', en: 'Food business licence' },
  grade: { zh: '量化分级信息', en: 'Quantified grade' },
  pledge: { zh: '食品安全承诺书', en: 'Food safety pledge' },
  safety_officers: { zh: '食品安全管理员', en: 'Food safety officers' },
  workers_health: { zh: '从业人员健康信息', en: 'Workers\' health' },
  additives: { zh: '食品添加剂使用', en: 'Food additives' },
  ingredients: { zh: '大宗原料索证索票', en: 'Bulk ingredients' },
  inspections: { zh: '日常监督检查', en: 'Routine inspections' },
  self_checks: { zh: '食品安全自查', en: 'Self-checks' },
} as const
export type DisclosureItem = keyof typeof disclosureItems

export const groupKinds = {
  parents: { zh: '家长代表', en: 'Parent representatives' },
  parents_committee: { zh: '家长委员会', en: 'Parents\' committee' },
  meal_committee: { zh: '膳食委员会', en: 'Meal committee' },
  customers: { zh: '供餐学校', en: 'Schools we supply' },
} as const
export type GroupKind = keyof typeof groupKinds

export const grades = {
  excellent: { zh: '优秀', en: 'Excellent' },
  good: { zh: '良好', en: 'Good' },
  fair: { zh: '一般', en: 'Fair' },
  none: { zh: '未评定', en: 'Not graded' },
} as const
export type Grade = keyof typeof grades

export const reportTopics = {
  hygiene: { zh: '环境卫生', en: 'Hygiene' },
  food: { zh: '食品问题', en: 'Food' },
  staff: { zh: '人员操作', en: 'Staff behaviour' },
  illness: { zh: '用餐后不适', en: 'Felt ill after eating' },
  video: { zh: '视频看不到', en: 'Video does not show' },
  other: { zh: '其他', en: 'Other' },
} as const
export type ReportTopic = keyof typeof reportTopics

export const conclusions = {
  passed: { zh: '符合', en: 'Passed' },
  to_correct: { zh: '基本符合，限期整改', en: 'Passed with corrections due' },
  failed: { zh: '不符合', en: 'Failed' },
} as const
export type Conclusion = keyof typeof conclusions
