import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type Logger, PilotError, silentLogger } from '@panda-pilot/core';
import { maxTokenBytes, parseBearerToken } from './bearer-token.ts';
import type { OidcToken } from './credential.ts';

/** How a token file is read. */
export interface TokenFileOptions {
  /** `<vo>:<role>` or `<vo>.<role>`. */
  readonly origin: string;
  /** Hears about a file that others can read, and about an origin without a role. Default: nobody. */
  readonly logger?: Logger;
}

/** A token, and which version of its file it came from. */
export interface TokenReading {
  readonly credential: OidcToken;
  /** Another value when the file was written again or replaced. */
  readonly version: string;
}

/**
 * Reads a bearer token from a file.
 * Rejects with PilotError NO_PROXY when the file is missing, unreadable, not a regular file, empty, too large or not one bare token.
 * That others can read it is only warned about: wrappers write it so, and the jobs that it is for must run.
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
    const text = await readBounded(file, path);
    const credential = parseBearerToken(text, { place: `the token file ${path}`, origin: options.origin });
    warnOfExposure({ path, mode: Number(status.mode), origin: credential.origin }, options.logger ?? silentLogger);
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
    throw new PilotError('NO_PROXY', `cannot read the token file ${path}: ${reasonOf(error)}`, { cause: error });
  }
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

function warnOfExposure(facts: { path: string; mode: number; origin: string }, logger: Logger): void {
  const { path, mode, origin } = facts;
  if ((mode & 0o077) !== 0) {
    logger.warn({ path, mode: (mode & 0o777).toString(8) }, 'others than its owner have access to the token file');
  }
  if (!/[.:]/.test(origin)) logger.warn({ origin }, 'the origin of the token names no role');
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'it does not exist';
  if (code === 'EACCES') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}
