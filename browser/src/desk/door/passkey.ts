// Passkeys. What a passkey's PRF gives opens the keys, and never leaves the browser: what is sent is put together here, field
// by field, and no extension's result but one harmless is among the fields.
import { base64urlnopad, utf8 } from "../../lib/bytes.ts";

/** What the PRF of every passkey is asked for. */
const ASKED = utf8("tocsin/unwrap/1");

export interface Shown {
  /** The credential's id in base64url. */
  credential: string;
  /** RegistrationResponseJSON or AuthenticationResponseJSON, without PRF results. */
  json: unknown;
  /** 32 bytes, if this passkey has a PRF. */
  prf: Uint8Array | undefined;
}

/** Whether this browser has passkeys at all. */
export function available(): boolean {
  return typeof PublicKeyCredential === "function" && typeof navigator.credentials?.create === "function";
}

/** A device's name as the server takes it: at most 64 bytes, nothing that cannot be seen, never empty. */
export function deviceName(typed: string, otherwise: string): string {
  let name = "";
  for (const character of typed.replace(/\p{Cc}/gu, " ").trim()) {
    if (utf8(name + character).length > 64) break;
    name += character;
  }
  return name.trim() || otherwise;
}

/** Makes a passkey by the server's options. Some only tell at a second touch what their PRF gives. */
export async function create(options: unknown, onSecondTouch: () => void): Promise<Shown> {
  const publicKey = creationOptions(options);
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential | null;
  if (!made) throw new Error("no passkey");
  const response = made.response as AuthenticatorAttestationResponse;
  const results = made.getClientExtensionResults();
  const json = {
    ...common(made, results),
    response: {
      clientDataJSON: encoded(response.clientDataJSON),
      attestationObject: encoded(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
  let prf = prfOf(results);
  if (!prf && hasPrf(results)) {
    onSecondTouch();
    prf = await secondTouch(made, publicKey);
  }
  return { credential: made.id, json, prf };
}

/** Asks for a passkey by the server's options. */
export async function get(options: unknown): Promise<Shown> {
  const shown = (await navigator.credentials.get({ publicKey: requestOptions(options) })) as PublicKeyCredential | null;
  if (!shown) throw new Error("no passkey");
  const response = shown.response as AuthenticatorAssertionResponse;
  const results = shown.getClientExtensionResults();
  const json = {
    ...common(shown, results),
    response: {
      clientDataJSON: encoded(response.clientDataJSON),
      authenticatorData: encoded(response.authenticatorData),
      signature: encoded(response.signature),
      userHandle: response.userHandle === null ? null : encoded(response.userHandle),
    },
  };
  return { credential: shown.id, json, prf: prfOf(results) };
}

/** The only results of extensions that are sent: not one that a secret could stand in. */
export function sendable(results: AuthenticationExtensionsClientOutputs): { credProps?: { rk: boolean } } {
  const rk = results.credProps?.rk;
  return typeof rk === "boolean" ? { credProps: { rk } } : {};
}

/** What the PRF gave; anything but 32 bytes is nothing. */
export function prfOf(results: AuthenticationExtensionsClientOutputs): Uint8Array | undefined {
  const first = results.prf?.results?.first;
  if (first === undefined) return undefined;
  const bytes = first instanceof ArrayBuffer ? new Uint8Array(first) : new Uint8Array(first.buffer, first.byteOffset, first.byteLength);
  return bytes.length === 32 ? bytes.slice() : undefined;
}

function hasPrf(results: AuthenticationExtensionsClientOutputs): boolean {
  return results.prf?.enabled === true;
}

/** The answer goes nowhere, so its challenge is our own. */
async function secondTouch(made: PublicKeyCredential, { rp, timeout }: PublicKeyCredentialCreationOptions): Promise<Uint8Array | undefined> {
  try {
    const again = (await navigator.credentials.get({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        allowCredentials: [{ type: "public-key", id: made.rawId }],
        userVerification: "required",
        extensions: { prf: { eval: { first: ASKED } } },
        ...(rp.id === undefined ? {} : { rpId: rp.id }),
        ...(timeout === undefined ? {} : { timeout }),
      },
    } as CredentialRequestOptions)) as PublicKeyCredential | null;
    return again ? prfOf(again.getClientExtensionResults()) : undefined;
  } catch {
    // It may be refused or left: then the person gets a passphrase for opening.
    return undefined;
  }
}

function common(credential: PublicKeyCredential, results: AuthenticationExtensionsClientOutputs): Record<string, unknown> {
  return { id: credential.id, rawId: encoded(credential.rawId), type: credential.type, clientExtensionResults: sendable(results) };
}

type Options = Record<string, unknown>;

/** The server's JSON for a new passkey as the browser wants it, with the question to the PRF. */
export function creationOptions(json: unknown): PublicKeyCredentialCreationOptions {
  const options = inner(json);
  const user = options["user"] as Options;
  return {
    ...options,
    challenge: decoded(options["challenge"]),
    user: { ...user, id: decoded(user["id"]) },
    excludeCredentials: descriptors(options["excludeCredentials"]),
    extensions: { ...(options["extensions"] as object | undefined), prf: { eval: { first: ASKED } } },
  } as unknown as PublicKeyCredentialCreationOptions;
}

/** The like for showing one. */
export function requestOptions(json: unknown): PublicKeyCredentialRequestOptions {
  const options = inner(json);
  return {
    ...options,
    challenge: decoded(options["challenge"]),
    allowCredentials: descriptors(options["allowCredentials"]),
    userVerification: "required",
    extensions: { ...(options["extensions"] as object | undefined), prf: { eval: { first: ASKED } } },
  } as unknown as PublicKeyCredentialRequestOptions;
}

function inner(json: unknown): Options {
  const options = json as Options;
  return (options["publicKey"] as Options | undefined) ?? options;
}

function descriptors(list: unknown): PublicKeyCredentialDescriptor[] {
  return ((list as Options[] | undefined) ?? []).map((one) => ({ ...one, id: decoded(one["id"]) }) as unknown as PublicKeyCredentialDescriptor);
}

function decoded(text: unknown): Uint8Array {
  if (typeof text !== "string") throw new Error("the server's options are not as agreed");
  return base64urlnopad.decode(text.replace(/=+$/, ""));
}

function encoded(bytes: ArrayBuffer): string {
  return base64urlnopad.encode(new Uint8Array(bytes));
}
