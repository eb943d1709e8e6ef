import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signingPolicy, tempDir, type TestHolder, tree } from '@panda-pilot/testkit';
import { readProxyFile, type X509Proxy } from '../../src/index.ts';
import { createGrid } from '../proxy/grid.ts';

/** Everything with RSA keys: Globus and VOMS tools know no others. */
export const grid = createGrid('rsa');
const { user, voms, authority } = grid;
const rsa = { keys: 'rsa' } as const;
const attributes = [voms.attributes(user, { holderBy: 'subject' })];

/** Good proxies of every kind, by what they are. */
export const goodProxies: Readonly<Record<string, TestHolder>> = {
  'RFC 3820': user.delegate(rsa),
  'RFC 3820, limited': user.delegate({ ...rsa, rights: 'limited' }),
  'RFC 3820, independent': user.delegate({ ...rsa, rights: 'independent' }),
  'RFC 3820, path length': user.delegate({ ...rsa, pathLength: 5 }),
  'GT3 draft': user.delegate({ ...rsa, kind: 'gt3-draft' }),
  'GT3 draft, limited': user.delegate({ ...rsa, kind: 'gt3-draft', rights: 'limited' }),
  legacy: user.delegate({ ...rsa, kind: 'legacy' }),
  'legacy, limited': user.delegate({ ...rsa, kind: 'legacy', rights: 'limited' }),
  'with VOMS attributes': user.delegate({ ...rsa, attributes }),
  'with VOMS attributes a floor up': user.delegate({ ...rsa, attributes }).delegate(rsa),
};

/** A proxy in a file, the directories that vouch for it, and the environment that tells tools where they are. */
export interface Place {
  readonly path: string;
  readonly caDirectory: string;
  readonly vomsDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
}

export async function placed(text: string): Promise<Place> {
  const name = authority.certificate.subject;
  const revocations = authority.revoke([]);
  const caDirectory = await tree(
    authority.files({ revocations, signingPolicy: signingPolicy(name, '/DC=test/DC=grid/*') }),
  );
  const vomsDirectory = await tree(voms.files());
  const path = join(await tempDir(), 'x509up');
  await writeFile(path, text, { mode: 0o600 });
  const environment = { X509_CERT_DIR: caDirectory, X509_VOMS_DIR: vomsDirectory, X509_USER_PROXY: path };
  return { path, caDirectory, vomsDirectory, environment };
}

/** What we say of the proxy at a place. */
export function ours({ path, caDirectory, vomsDirectory }: Place): Promise<X509Proxy> {
  return readProxyFile(path, { caDirectory, vomsDirectory });
}

/** Seconds that are left. */
export function secondsLeft(proxy: { readonly expiresAt: Date } | undefined): number {
  return ((proxy?.expiresAt.getTime() ?? 0) - Date.now()) / 1000;
}
