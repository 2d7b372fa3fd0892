/** Passkeys: between the server's JSON and the browser's own dialog. */
import { deviceName } from '@/features/session/device-name'
import type { Me } from '@/shared/types'
import { addPasskey, finishPasskeySignIn, startPasskey, startPasskeySignIn, type Passkey } from './api'

/** The person closed the dialog: nothing went wrong. */
export class PasskeyCancelled extends Error {}

const isAddress = () => /^[\d.]+$|:/.test(location.hostname)

/** Browsers offer them on https and localhost only, and never where the site is a bare address. */
export const canUsePasskeys = () => 'PublicKeyCredential' in window && isSecureContext && !isAddress()

function bytes(base64url: string): ArrayBuffer {
  const base64 = base64url.replace(/-/g, '+').replace(/_/g, '/')
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer
}

function text(buffer: ArrayBuffer | null): string | null {
  if (!buffer) return null
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

interface Described {
  id: string
  type: 'public-key'
}

const described = (list: unknown) => ((list ?? []) as Described[]).map((one) => ({ ...one, id: bytes(one.id) }))

async function asked<T>(dialog: Promise<T | null>): Promise<T> {
  try {
    const answer = await dialog
    if (answer) return answer
  } catch (error) {
    if (!(error instanceof DOMException) || !['NotAllowedError', 'AbortError'].includes(error.name)) throw error
  }
  throw new PasskeyCancelled()
}

function toJson(credential: PublicKeyCredential): unknown {
  const { response } = credential
  const own =
    response instanceof AuthenticatorAttestationResponse
      ? { attestationObject: text(response.attestationObject), transports: response.getTransports?.() ?? [] }
      : {
          authenticatorData: text((response as AuthenticatorAssertionResponse).authenticatorData),
          signature: text((response as AuthenticatorAssertionResponse).signature),
          userHandle: text((response as AuthenticatorAssertionResponse).userHandle),
        }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: { clientDataJSON: text(response.clientDataJSON), ...own },
    clientExtensionResults: {},
  }
}

/** Throws PasskeyCancelled when the person says no. */
export async function makePasskey(): Promise<Passkey> {
  const { options, state } = await startPasskey()
  const user = options.user as { id: string; name: string; displayName: string }
  const publicKey = {
    ...options,
    challenge: bytes(String(options.challenge)),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: described(options.excludeCredentials),
  } as PublicKeyCredentialCreationOptions
  const made = (await asked(navigator.credentials.create({ publicKey }))) as PublicKeyCredential
  return addPasskey(state, toJson(made), deviceName(navigator.userAgent) || 'Passkey')
}

export async function signInWithPasskey(): Promise<Me> {
  const { options, state } = await startPasskeySignIn()
  const publicKey = {
    ...options,
    challenge: bytes(String(options.challenge)),
    allowCredentials: described(options.allowCredentials),
  } as PublicKeyCredentialRequestOptions
  const answer = (await asked(navigator.credentials.get({ publicKey }))) as PublicKeyCredential
  return finishPasskeySignIn(state, toJson(answer))
}
