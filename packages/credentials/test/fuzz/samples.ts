import { createTestAuthority, createTestVoms, testExtension, tree } from '@panda-pilot/testkit';
import type { ProxyOptions } from '../../src/index.ts';

/** Twenty proxies of all kinds, and the files that know their authorities. */
export interface Samples {
  readonly proxies: readonly string[];
  readonly caFiles: Readonly<Record<string, string>>;
  readonly vomsFiles: Readonly<Record<string, string>>;
}

/** Directories for this test with the files of `samples`. */
export async function directoriesOf({ caFiles, vomsFiles }: Samples): Promise<ProxyOptions> {
  return { caDirectory: await tree(caFiles), vomsDirectory: await tree(vomsFiles) };
}

export function makeSamples(): Samples {
  const authority = createTestAuthority();
  const user = authority.issue('/DC=test/DC=grid/CN=Test Pilot');
  const voms = createTestVoms(authority);
  const attributes = [voms.attributes(user)];
  const rich = voms.attributes(user, {
    holderBy: 'subject',
    fqans: ['/atlas/Role=production', '/atlas', '/atlas/ch/Role=NULL/Capability=NULL'],
    targets: ['a.example.org'],
    generic: [{ name: 'nickname', value: 'jdoe', qualifier: 'atlas' }],
  });
  const old = authority.issue('/DC=test/DC=grid/CN=Old/emailAddress=old@example.org', { keys: 'rsa1024' });
  const middle = authority.issueAuthority('/C=CH/O=Test/CN=Middle CA').issue('/C=CH/CN=Below');
  const holders = [
    user.delegate(),
    user.delegate({ rights: 'limited' }),
    user.delegate({ rights: 'independent' }),
    user.delegate({ rights: '1.2.3.4', policy: 'may read /a' }),
    user.delegate({ pathLength: 3 }),
    user.delegate({ kind: 'gt3-draft' }),
    user.delegate({ kind: 'gt3-draft', rights: 'limited', pathLength: 1 }),
    user.delegate({ kind: 'legacy' }),
    user.delegate({ kind: 'legacy', rights: 'limited' }),
    user.delegate().delegate().delegate({ rights: 'limited' }),
    user.delegate({ attributes }),
    user.delegate({ attributes: [rich] }),
    user.delegate({ attributes: [...attributes, rich] }).delegate(),
    user.delegate({ kind: 'legacy', attributes }),
    user.delegate({ kind: 'gt3-draft', attributes: [rich] }),
    user.delegate({ notBefore: new Date(0), notAfter: new Date('2049-12-31') }),
    user.delegate({ notAfter: new Date('2050-01-01') }),
    user.delegate({ extensions: [testExtension('1.2.3.4', false, Buffer.from([5, 0]))] }),
    old.delegate({ keys: 'rsa1024', hash: 'sha1' }),
    middle.delegate(),
  ];
  return {
    proxies: holders.map((holder, index) => holder.file(index % 3 === 0 && index < 18 ? { keyForm: 'sec1' } : {})),
    caFiles: authority.files({ revocations: authority.revoke([1n]) }),
    vomsFiles: voms.files(),
  };
}
