import type { components } from '@/generated/api'

type Schemas = components['schemas']

export type Credentials = Schemas['CredentialsOut']
export type CredentialItem = Schemas['CredentialItemOut']
export type Licence = Schemas['LicenceOut']
export type Pledge = Schemas['PledgeOut']
export type QualityCertificate = Schemas['QualityCertificateOut']
export type Light = Credentials['light']
export type Connect = Schemas['ConnectOut']
export type ConnectNotice = Schemas['ConnectNoticeOut']
export type ConnectState = 'late' | 'pending' | 'connected'
