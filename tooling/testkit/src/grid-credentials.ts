import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestAuthority, signingPolicy, testExtension, type TestHolder } from './proxies.ts';
import { sequence, taggedText } from './proxies/der.ts';

/** An authority, a host called `localhost` and a user with a proxy, as files that the tools of the grid take. */
export interface GridCredentials {
  /** Its files, readable for everybody but for the keys. */
  readonly directory: string;
  /** For `X509_CERT_DIR`. */
  readonly authorities: string;
  readonly hostCertificate: string;
  readonly hostKey: string;
  /** Distinguished name of the user, in the form with slashes. */
  readonly user: string;
  /** For `X509_USER_PROXY`: an RFC 3820 proxy of the user, four days long. */
  readonly proxy: string;
  /** What a client of the user needs to have in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Writes another proxy of the user, or of somebody else; resolves to its path. */
  readonly writeProxy: (name: string, options?: ProxyWishes) => Promise<string>;
  readonly remove: () => Promise<void>;
}

export interface ProxyWishes {
  /** Default: the user. */
  readonly subject?: string;
  readonly notAfter?: Date;
}

/** Makes credentials with keys of 2048 bits: no tool of the grid wants less. */
export async function createGridCredentials(): Promise<GridCredentials> {
  const directory = await mkdtemp(join(tmpdir(), 'panda-grid-'));
  await chmod(directory, 0o755);
  const authorities = join(directory, 'certificates');
  await mkdir(authorities);
  const authority = createTestAuthority(`${domain}/CN=Test Grid CA`, { keys: 'rsa' });
  const policy = signingPolicy(authority.certificate.subject, `${domain}/*`);
  for (const [name, text] of Object.entries(authority.files({ signingPolicy: policy }))) {
    await writeFile(join(authorities, name), text);
  }
  const host = authority.issue(`${domain}/CN=localhost`, { keys: 'rsa', extensions: [serverNames] });
  const hostCertificate = join(directory, 'hostcert.pem');
  const hostKey = join(directory, 'hostkey.pem');
  await writeFile(hostCertificate, host.certificate.pem);
  await writeFile(hostKey, host.privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o400 });

  const pilot = authority.issue(`${domain}/CN=Test Pilot`, { keys: 'rsa' });
  const writeProxy = async (name: string, { subject, notAfter }: ProxyWishes = {}): Promise<string> => {
    const holder: TestHolder = subject === undefined ? pilot : authority.issue(subject, { keys: 'rsa' });
    const proxy = holder.delegate({ keys: 'rsa', ...(notAfter === undefined ? {} : { notAfter }) });
    const path = join(directory, name);
    await writeFile(path, proxy.file({ keyForm: 'pkcs1' }), { mode: 0o600 });
    return path;
  };
  const proxy = await writeProxy('proxy.pem');
  return {
    directory,
    authorities,
    hostCertificate,
    hostKey,
    user: pilot.certificate.subject,
    proxy,
    environment: { X509_CERT_DIR: authorities, X509_USER_PROXY: proxy },
    writeProxy,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

const domain = '/DC=test/DC=grid';

/** The names under which clients on this machine look for the host. */
const serverNames = testExtension(
  '2.5.29.17',
  false,
  sequence(taggedText(2, 'localhost'), taggedText(7, '\x7f\0\0\x01')),
);
