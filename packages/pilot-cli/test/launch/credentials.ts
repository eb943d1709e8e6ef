import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestAuthority, signingPolicy, tempDir, tree } from '@panda-pilot/testkit';

/** A person with everything that pilots of old cut off: common names, digits, parentheses. */
export const ownerDn = '/DC=test/DC=grid/CN=jdoe/CN=123456/CN=Jane Doe (Example)';

/** A pilot and a job's owner, below one authority. */
export async function writeCredentials() {
  const authority = createTestAuthority('/DC=test/DC=grid/CN=Test Grid CA');
  const policy = signingPolicy(authority.certificate.subject, '/DC=test/DC=grid/*');
  const caDirectory = await tree(authority.files({ signingPolicy: policy, revocations: authority.revoke([]) }));
  const owner = authority.issue(ownerDn);
  const pilot = authority.issue('/DC=test/DC=grid/OU=Robots/CN=Robot: PanDA pilot');
  const pilotProxyFile = join(await tempDir(), 'pilot-proxy');
  await writeFile(pilotProxyFile, pilot.delegate().file(), { mode: 0o600 });
  return {
    caDirectory,
    pilotProxyFile,
    ownerProxy: owner.delegate().file(),
    /** A proxy of the owner's that lasts so many seconds. */
    proxyFor: (seconds: number): string => owner.delegate({ notAfter: new Date(Date.now() + seconds * 1000) }).file(),
    bad: {
      expired: owner
        .delegate({ notBefore: new Date(Date.now() - 7_200_000), notAfter: new Date(Date.now() - 3_600_000) })
        .file(),
      foreign: authority.issue('/DC=test/DC=grid/CN=asmith').delegate().file(),
      limited: owner.delegate({ rights: 'limited' }).file(),
      rubbish: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
    },
  };
}
