import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { ProxyOptions } from '@panda-pilot/credentials';

/** What paths are relative to, and where grid tools are told of proxies. */
interface Place {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The proxy that grid tools would take: what is given, X509_USER_PROXY, or the file in /tmp that is named after the user. */
export function ownProxyFile(given: string | undefined, place: Place): string {
  return absolutePath(given ?? place.env['X509_USER_PROXY'], place.cwd) ?? `/tmp/x509up_u${process.geteuid?.() ?? 0}`;
}

/** Where the authorities are that vouch for servers and users. */
export function caDirectoryOf(given: string | undefined, env: Place['env']): string {
  const named = env['X509_CERT_DIR'] ?? '';
  return given ?? (named === '' ? '/etc/grid-security/certificates' : named);
}

/** Who is asked about a proxy: what is named, or what of the usual places is there. */
export function vouchersOf(
  caDirectory: string | undefined,
  env: Place['env'],
): Pick<ProxyOptions, 'caDirectory' | 'vomsDirectory'> {
  const authorities = caDirectoryOf(caDirectory, env);
  const isNamed = caDirectory !== undefined || (env['X509_CERT_DIR'] ?? '') !== '';
  const named = env['X509_VOMS_DIR'] ?? '';
  const vomsDirectory = named === '' ? '/etc/grid-security/vomsdir' : named;
  return {
    ...(isNamed || existsSync(authorities) ? { caDirectory: authorities } : {}),
    ...(named !== '' || existsSync(vomsDirectory) ? { vomsDirectory } : {}),
  };
}

/** An empty name is no name. */
export function absolutePath(path: string | undefined, cwd: string): string | undefined {
  if (path === undefined || path === '') return undefined;
  return isAbsolute(path) ? path : resolve(cwd, path);
}
