import { readFile } from 'node:fs/promises';
import { isMoverError, MoverError } from '@panda-pilot/movers-core';
import type { S3Options } from './s3-options.ts';

/** Who signs. */
export interface S3Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Keys where the tools of AWS look: variables, then the credentials file. Undefined: nobody, which is enough for public
 * buckets. Rejects with MoverError `denied` for a file that was named and cannot be used.
 */
export async function findKeys(
  { credentialsFile, profile }: S3Options,
  env: Readonly<Record<string, string>>,
): Promise<S3Keys | undefined> {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = env;
  const path = credentialsFile ?? env['AWS_SHARED_CREDENTIALS_FILE'];
  if (credentialsFile === undefined && id !== undefined && secret !== undefined) return keysOf(id, secret, token);
  if (path === undefined) return undefined;
  try {
    const fields = fieldsOf(await readFile(path, 'utf8'), profile);
    const [fileId, fileSecret] = [fields.get('aws_access_key_id'), fields.get('aws_secret_access_key')];
    if (fileId !== undefined && fileSecret !== undefined) {
      return keysOf(fileId, fileSecret, fields.get('aws_session_token'));
    }
    throw new MoverError(`no keys of [${profile}] in ${path}`, { kind: 'denied', file: path });
  } catch (cause) {
    if (isMoverError(cause)) throw cause;
    throw new MoverError(`cannot read ${path}`, { kind: 'denied', file: path, cause });
  }
}

function keysOf(accessKeyId: string, secretAccessKey: string, sessionToken: string | undefined): S3Keys {
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

/** `name = value` below `[profile]`. */
function fieldsOf(text: string, profile: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    section = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1] ?? section;
    const [, name, value] = /^\s*(\w+)\s*=\s*(\S+)\s*$/.exec(line) ?? [];
    if (section === profile && name !== undefined && value !== undefined) fields.set(name.toLowerCase(), value);
  }
  return fields;
}
