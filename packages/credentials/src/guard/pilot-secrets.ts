import { createPrivateKey, type KeyObject } from 'node:crypto';
import { isAbsolute } from 'node:path';
import type { Credential } from '../credential.ts';
import type { Secret } from '../secret.ts';

/** What the payload must never get: the pilot's own credentials. */
export interface PilotSecrets {
  /** Absolute paths of files that hold one. */
  readonly files: readonly string[];
  /** Tokens and private keys. */
  readonly texts: readonly Secret[];
}

/** The secrets of `credential`, which came from `files`. Throws TypeError for a path that is not absolute. */
export function secretsOf(credential: Credential, files: readonly string[] = []): PilotSecrets {
  const relative = files.find((path) => !isAbsolute(path));
  if (relative !== undefined) throw new TypeError(`the path of a credential must be absolute: ${relative}`);
  switch (credential.kind) {
    case 'none':
      return { files, texts: [] };
    case 'token':
      return { files, texts: [credential.token] };
    case 'x509':
      return { files, texts: [credential.privateKey] };
  }
}

/** Says whether a text holds one of the secrets, line breaks and blanks left out on both sides. */
export type SecretFinder = (text: string) => boolean;

/** Looks for `secrets` as they are and, for private keys, in every form that a PEM file may have them. */
export function createSecretFinder({ texts }: PilotSecrets): SecretFinder {
  const needles = texts.flatMap((text) => needlesOf(text.reveal())).filter((needle) => needle.length > 0);
  return (text) => {
    const packed = withoutBreaks(text);
    return needles.some((needle) => packed.includes(needle));
  };
}

/** Whether `text` holds a private key, whosever it is: none belongs into variables and arguments. */
export function holdsPrivateKey(text: string): boolean {
  return withoutBreaks(text).includes('PRIVATEKEY-----');
}

function withoutBreaks(text: string): string {
  return text.replaceAll(/\s+|\\[nr]/g, '');
}

function needlesOf(text: string): readonly string[] {
  const key = text.includes('PRIVATE KEY-----') ? readKey(text) : undefined;
  return key === undefined ? [withoutBreaks(text)] : keyForms(key).map((der) => middleOf(der.toString('base64')));
}

/** Undefined for one that is damaged or encrypted: it is looked for as it is written. */
function readKey(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}

function keyForms(key: KeyObject): readonly Buffer[] {
  const forms: Buffer[] = [key.export({ format: 'der', type: 'pkcs8' })];
  if (key.asymmetricKeyType === 'rsa') forms.push(key.export({ format: 'der', type: 'pkcs1' }));
  if (key.asymmetricKeyType === 'ec') forms.push(key.export({ format: 'der', type: 'sec1' }));
  return forms;
}

/** All keys of a kind begin alike; what is in the middle is this key's alone. */
function middleOf(base64: string): string {
  const length = Math.min(base64.length, 48);
  const start = Math.floor((base64.length - length) / 2);
  return base64.slice(start, start + length);
}
