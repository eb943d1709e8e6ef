import { PilotError, reasonOf } from '@panda-pilot/core';
import { hasCode, readBoundedFile } from '../read-bounded-file.ts';
import { versionOf } from '../token-file.ts';
import { type Finding, finding } from '../x509/finding.ts';
import { maxPemCharacters } from '../x509/pem.ts';
import { type ProxyOptions, readProxy } from './read-proxy.ts';
import type { X509Proxy } from './x509-proxy.ts';

/** How a proxy file is read. */
export interface ProxyFileOptions extends Omit<ProxyOptions, 'place'> {
  /** The user that the file must belong to. Default: the effective user of this process; Globus and ARC ask the same. */
  readonly owner?: number;
}

/** A proxy, and which version of its file it came from. */
export interface ProxyReading {
  readonly proxy: X509Proxy;
  /** Another value when the file was written again or replaced. */
  readonly version: string;
}

/**
 * Reads the proxy file at `path`. Rejects with PilotError NO_PROXY (1163) when it is missing, unreadable, not a regular
 * file, too large or not a proxy at all; everything else that is wrong is in the proxy's `findings`, also that others
 * can read the file or own it.
 */
export async function readProxyFile(path: string, options: ProxyFileOptions = {}): Promise<X509Proxy> {
  return (await readProxyVersion(path, options)).proxy;
}

/** Like `readProxyFile`, with the file's version. */
export async function readProxyVersion(path: string, options: ProxyFileOptions): Promise<ProxyReading> {
  const place = `the proxy file ${path}`;
  const { bytes, status } = await readBoundedFile(path, maxPemCharacters).catch((error: unknown) => {
    throw new PilotError('NO_PROXY', `cannot read ${place}: ${reasonOf(error, path)}`, {
      cause: error,
      hint: hintFor(error),
    });
  });
  const proxy = await readProxy(bytes.toString('latin1'), { ...options, place });
  const owner = options.owner ?? process.geteuid?.();
  const findings = checkAccess(path, { mode: Number(status.mode), uid: Number(status.uid), owner });
  return { proxy: { ...proxy, findings: [...findings, ...proxy.findings] }, version: versionOf(status) };
}

function hintFor(error: unknown): string {
  const other = 'name another (--proxy, X509_USER_PROXY)';
  if (hasCode(error, 'ENOENT')) return `For the site: make it by voms-proxy-init or arcproxy, or ${other}`;
  if (hasCode(error, 'EACCES')) return `For the site: it must belong to the account that uses it, or ${other}`;
  return `For the site: it must be a file as voms-proxy-init or arcproxy writes it; mend it, or ${other}`;
}

interface Access {
  readonly mode: number;
  readonly uid: number;
  readonly owner: number | undefined;
}

function checkAccess(path: string, { mode, uid, owner }: Access): readonly Finding[] {
  const permissions = (mode & 0o777).toString(8).padStart(4, '0');
  return [
    ...((mode & 0o077) === 0
      ? []
      : [finding('file-exposed', `${path} has the mode ${permissions}: others than its owner have access`)]),
    ...(owner === undefined || uid === owner
      ? []
      : [finding('file-foreign', `${path} belongs to the user ${uid}, not to ${owner}`)]),
  ];
}
