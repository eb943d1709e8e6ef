import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Logger, PilotError, silentLogger, reasonOf } from '@panda-pilot/core';
import { maxTokenBytes, parseBearerToken } from './bearer-token.ts';
import type { OidcToken } from './credential.ts';

/** How a token file is read. */
export interface TokenFileOptions {
  /** `<vo>:<role>` or `<vo>.<role>`. */
  readonly origin: string;
  /** Hears about a file that others have rights to, and about an origin without a role. Default: nobody. */
  readonly logger?: Logger;
  /** The user that the file must belong to, unless root owns it. Default: the effective user of this process. */
  readonly owner?: number;
}

/** A token, and which version of its file it came from. */
export interface TokenReading {
  readonly credential: OidcToken;
  /** Another value when the file was written again or replaced. */
  readonly version: string;
}

/**
 * Reads a bearer token from a file. Rejects with PilotError NO_PROXY when the file is missing, unreadable, not a
 * regular file, empty, too large or not one bare token; when it belongs to another user; when everybody on the node can
 * get at it. Rights of others in a directory that is shut to them, where batch systems put such files, are only warned
 * about, and so are those of the group.
 */
export async function readTokenFile(path: string, options: TokenFileOptions): Promise<OidcToken> {
  return (await readTokenVersion(path, options)).credential;
}

/** Like `readTokenFile`, with the file's version. */
export async function readTokenVersion(path: string, options: TokenFileOptions): Promise<TokenReading> {
  const file = await openForReading(path);
  try {
    const status = await file.stat({ bigint: true });
    if (!status.isFile()) throw new PilotError('NO_PROXY', `the token file ${path} is not a regular file`);
    await refuseOpenToAll(path, status, options.owner ?? process.geteuid?.());
    const text = await readBounded(file, path);
    const credential = parseBearerToken(text, { place: `the token file ${path}`, origin: options.origin });
    warnOfExposure({ path, mode: status.mode, origin: credential.origin }, options.logger ?? silentLogger);
    return { credential, version: versionOf(status) };
  } finally {
    await file.close();
  }
}

/** The version of a file, from its status. */
export function versionOf(status: { readonly ino: bigint; readonly size: bigint; readonly mtimeNs: bigint }): string {
  return [status.ino, status.size, status.mtimeNs].join(':');
}

async function openForReading(path: string): Promise<FileHandle> {
  try {
    // O_NONBLOCK: a FIFO in the file's place would hold the pilot until somebody writes.
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new PilotError('NO_PROXY', `cannot read the token file ${path}: ${reasonOf(error, path)}`, { cause: error });
  }
}

const keepToYourself =
  'Keep the token in a file of your own that nobody else has rights to (chmod 600), and get a new one';

async function refuseOpenToAll(path: string, { mode, uid }: BigIntStats, owner: number | undefined): Promise<void> {
  const refuse = (what: string): PilotError =>
    new PilotError('NO_PROXY', `the token file ${path} ${what}`, { hint: keepToYourself });
  if (owner !== undefined && uid !== 0n && uid !== BigInt(owner))
    throw refuse(`belongs to the user ${uid}, not to ${owner}`);
  if ((mode & 0o007n) !== 0n && (await isReachableByAll(await realpath(path))))
    throw refuse(`has the mode ${permissions(mode)}, and everybody can get at it`);
}

/** Whether every directory above lets others through. */
async function isReachableByAll(path: string): Promise<boolean> {
  const above = dirname(path);
  const { mode } = await stat(above);
  return (mode & 0o001) !== 0 && (above === path || above === '/' || (await isReachableByAll(above)));
}

function permissions(mode: bigint): string {
  return (mode & 0o777n).toString(8);
}

/** Blanks around a token are allowed, but not kilobytes of them. */
const maxFileBytes = 2 * maxTokenBytes;

async function readBounded(file: FileHandle, path: string): Promise<string> {
  const buffer = Buffer.alloc(maxFileBytes + 1);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
  if (bytesRead > maxFileBytes) {
    throw new PilotError('NO_PROXY', `the token file ${path} has more than ${maxFileBytes} bytes`);
  }
  return buffer.toString('utf8', 0, bytesRead);
}

function warnOfExposure(facts: { path: string; mode: bigint; origin: string }, logger: Logger): void {
  const { path, mode, origin } = facts;
  if ((mode & 0o077n) !== 0n) {
    logger.warn({ path, mode: permissions(mode) }, 'others than its owner have access to the token file');
  }
  if (!/[.:]/.test(origin)) logger.warn({ origin }, 'the origin of the token names no role');
}
