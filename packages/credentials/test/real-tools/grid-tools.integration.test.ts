import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { needsTool, tempDir, testKeys } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { hours, namesOf } from '../proxy/grid.ts';
import { goodProxies, grid, ours, placed, secondsLeft } from './proxies.ts';
import { run, secondsOf, valuesIn } from './run.ts';

const samples = Object.entries(goodProxies);
const { user, voms } = grid;
const rsa = { keys: 'rsa' } as const;

describe.skipIf(needsTool('voms-proxy-info'))('voms-proxy-info', () => {
  it.each(samples)('says the same of a proxy: %s', async (_, holder) => {
    const place = await placed(holder.file({ keyForm: 'pkcs1' }));
    const proxy = await ours(place);
    const { stdout, exitCode } = await run('voms-proxy-info', ['-all', '-file', place.path], place.environment);
    const [told, attributes] = stdout.split(/=== VO .* ===/).map(valuesIn);
    expect(exitCode).toBe(0);
    expect(proxy.findings).toEqual([]);
    expect(told?.['subject']).toEqual([proxy.subject.slash]);
    expect(told?.['issuer']).toEqual([proxy.issuer.slash]);
    // voms-proxy-info 2.1 takes the issuer of the last proxy for the identity, however many there are above.
    if (proxy.chain.length === 2) expect(told?.['identity']).toEqual([proxy.identity.slash]);
    expect(told?.['strength']).toEqual([`${proxy.keyBits} bits`]);
    expect(secondsOf(told?.['timeleft']?.[0])).toBeCloseTo(secondsLeft(proxy), -1);
    const [first] = proxy.attributes;
    expect(attributes?.['attribute']).toEqual(first?.fqans);
    expect(attributes?.['VO']).toEqual(first === undefined ? undefined : [first.vo]);
    expect(attributes?.['issuer']).toEqual(first === undefined ? undefined : [first.issuer.slash]);
    expect(attributes?.['uri']).toEqual(first === undefined ? undefined : [first.server]);
    if (first !== undefined) expect(secondsOf(attributes?.['timeleft']?.[0])).toBeCloseTo(secondsLeft(first), -1);
  });

  it.each([
    ['a forged signature', { signer: testKeys('rsa').privateKey }, 'attributes-signature'],
    ['that have expired', { notBefore: hours(-2), notAfter: hours(-1) }, 'attributes-expired'],
  ] as const)('prints attributes with %s as if they were good; we name them', async (_, options, name) => {
    const place = await placed(user.delegate({ ...rsa, attributes: [voms.attributes(user, options)] }).file());
    const { exitCode, stdout } = await run('voms-proxy-info', ['-all', '-file', place.path], place.environment);
    expect([exitCode, valuesIn(stdout)['attribute']?.[0]]).toEqual([0, '/atlas/Role=pilot/Capability=NULL']);
    expect(namesOf((await ours(place)).attributes[0]?.findings ?? [])).toEqual([name]);
  });
});

describe.skipIf(needsTool('grid-proxy-info'))('grid-proxy-info', () => {
  const types = {
    rfc3820: 'RFC 3820 compliant',
    'gt3-draft': 'Proxy draft',
    legacy: 'legacy globus',
    none: 'end entity',
  };

  it.each(samples)('says the same of a proxy: %s', async (_, holder) => {
    const place = await placed(holder.file({ keyForm: 'pkcs1' }));
    const proxy = await ours(place);
    const { stdout, exitCode } = await run('grid-proxy-info', ['-file', place.path], place.environment);
    const told = valuesIn(stdout);
    expect(exitCode).toBe(0);
    expect(told['subject']).toEqual([proxy.subject.slash]);
    expect(told['issuer']).toEqual([proxy.issuer.slash]);
    // grid-proxy-info takes an independent proxy for somebody of its own.
    const identity = proxy.rights === 'independent' ? proxy.subject : proxy.identity;
    expect(told['identity']).toEqual([identity.slash]);
    expect(told['type']?.[0]).toContain(types[proxy.proxyKind]);
    expect(told['type']?.[0]?.includes('limited')).toBe(proxy.rights === 'limited');
    expect(told['type']?.[0]?.includes('independent')).toBe(proxy.rights === 'independent');
    expect(told['strength']).toEqual([`${proxy.keyBits} bits`]);
    expect(secondsOf(told['timeleft']?.[0])).toBeCloseTo(secondsLeft(proxy), -1);
  });

  it('takes a full proxy below a limited one for a full one; we do not', async () => {
    const place = await placed(
      user
        .delegate({ ...rsa, rights: 'limited' })
        .delegate(rsa)
        .file(),
    );
    const { stdout } = await run('grid-proxy-info', ['-file', place.path], place.environment);
    expect(valuesIn(stdout)['type']?.[0]).toContain('impersonation');
    expect((await ours(place)).rights).toBe('limited');
  });

  it('refuses a file that others can read, as we do', async () => {
    const place = await placed(user.delegate(rsa).file());
    await chmod(place.path, 0o644);
    expect((await run('grid-proxy-info', ['-file', place.path], place.environment)).exitCode).toBe(1);
    expect(namesOf((await ours(place)).findings)).toEqual(['file-exposed']);
  });
});

describe.skipIf(needsTool('arcproxy'))('arcproxy', () => {
  /** arcproxy 6.17 knows neither the draft of Globus Toolkit 3 nor independent proxies. */
  const known = samples.filter(([title]) => !title.includes('GT3'));

  it.each(known)('says the same of a proxy: %s', async (_, holder) => {
    const place = await placed(holder.file({ keyForm: 'pkcs1' }));
    const proxy = await ours(place);
    const { stdout, stderr } = await run(
      'arcproxy',
      ['-I', '-P', place.path, '-T', place.caDirectory],
      place.environment,
    );
    const told = valuesIn(stdout);
    expect(stderr).toBe('');
    expect(told['Subject']).toEqual([proxy.subject.slash]);
    expect(told['Issuer']).toEqual([proxy.issuer.slash]);
    expect(told['Identity']).toEqual([proxy.identity.slash]);
    expect(secondsOf(told['Time left for proxy']?.[0])).toBeCloseTo(secondsLeft(proxy), -1);
    const [first] = proxy.attributes;
    const short = first?.fqans.map((fqan) => fqan.replaceAll(/\/(?:Role|Capability)=NULL/g, ''));
    expect(told['attribute']).toEqual(short);
    if (first !== undefined) expect(secondsOf(told['Time left for AC']?.[0])).toBeCloseTo(secondsLeft(first), -1);
  });

  it('complains of attributes of another holder, as we do', async () => {
    const alice = grid.authority.issue('/DC=test/DC=grid/CN=Alice', rsa);
    const attributes = [voms.attributes(alice, { holderBy: 'subject' })];
    const place = await placed(user.delegate({ ...rsa, attributes }).file());
    const { stdout, stderr } = await run('arcproxy', ['-I', '-P', place.path], place.environment);
    expect(stdout + stderr).toContain('ERROR');
    expect(namesOf((await ours(place)).attributes[0]?.findings ?? [])).toEqual(['attributes-holder']);
  });
});

/** Certificate and key of the user, as the tools that make proxies want them. */
async function userFiles(): Promise<{
  readonly certificate: string;
  readonly key: string;
  readonly directory: string;
}> {
  const directory = await tempDir();
  const [certificate, key] = [join(directory, 'usercert.pem'), join(directory, 'userkey.pem')];
  await writeFile(certificate, user.certificate.pem, { mode: 0o644 });
  await writeFile(key, user.file({ chain: [], keyForm: 'pkcs1' }), { mode: 0o400 });
  return { certificate, key, directory };
}

describe.skipIf(needsTool('grid-proxy-init'))('a proxy of grid-proxy-init', () => {
  it.each([
    [['-rfc'], { proxyKind: 'rfc3820', rights: 'impersonation' }],
    [['-rfc', '-limited'], { proxyKind: 'rfc3820', rights: 'limited' }],
    [['-rfc', '-independent'], { proxyKind: 'rfc3820', rights: 'independent' }],
    [['-rfc', '-path-length', '3'], { proxyKind: 'rfc3820', rights: 'impersonation', pathLength: 3 }],
    [['-draft'], { proxyKind: 'gt3-draft', rights: 'impersonation' }],
    [['-draft', '-limited', '-path-length', '3'], { proxyKind: 'gt3-draft', rights: 'limited', pathLength: 3 }],
    [['-old'], { proxyKind: 'legacy', rights: 'impersonation' }],
    [['-old', '-limited'], { proxyKind: 'legacy', rights: 'limited' }],
  ] as const)('(%s) is read', async (options, expected) => {
    const { certificate, key } = await userFiles();
    const place = await placed('');
    const args = ['-q', ...options, '-cert', certificate, '-key', key, '-out', place.path, '-valid', '96:00'];
    expect((await run('grid-proxy-init', args, place.environment)).exitCode).toBe(0);
    expect(await ours(place)).toMatchObject({ ...expected, trust: 'anchored', findings: [], keyBits: 2048 });
  });
});

describe.skipIf(needsTool('voms-proxy-fake'))('a proxy of voms-proxy-fake', () => {
  const made = async (...options: readonly string[]): Promise<Awaited<ReturnType<typeof ours>>> => {
    const { certificate, key, directory } = await userFiles();
    const [hostCertificate, hostKey] = [join(directory, 'hostcert.pem'), join(directory, 'hostkey.pem')];
    await writeFile(hostCertificate, voms.host.certificate.pem);
    await writeFile(hostKey, voms.host.file({ chain: [], keyForm: 'pkcs1' }), { mode: 0o400 });
    const place = await placed('');
    const fqans = ['-fqan', '/atlas/Role=pilot/Capability=NULL', '-fqan', '/atlas/Role=NULL/Capability=NULL'];
    const server = [
      '-hostcert',
      hostCertificate,
      '-hostkey',
      hostKey,
      '-voms',
      'atlas',
      '-uri',
      'voms.test:15001',
      ...fqans,
    ];
    const own = ['-cert', certificate, '-key', key, '-certdir', place.caDirectory, '-out', place.path];
    const { exitCode, stderr } = await run('voms-proxy-fake', [...own, ...server, ...options], place.environment);
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
    return ours(place);
  };
  const life = ['-hours', '96', '-vomslife', '96'];

  it.each([
    [['-rfc'], 'rfc3820'],
    [['-proxyver', '3'], 'gt3-draft'],
    [['-proxyver', '2'], 'legacy'],
  ] as const)('(%s) is read with its attributes, which are verified', async (options, proxyKind) => {
    const proxy = await made(...options, ...life);
    expect(proxy).toMatchObject({ proxyKind, trust: 'anchored', findings: [] });
    expect(proxy.attributes).toMatchObject([
      {
        vo: 'atlas',
        server: 'voms.test:15001',
        fqans: ['/atlas/Role=pilot/Capability=NULL', '/atlas/Role=NULL/Capability=NULL'],
        verification: 'verified',
      },
    ]);
  });

  it('is read with generic attributes', async () => {
    const proxy = await made('-rfc', '-ga', 'nickname=jdoe (atlas)', ...life);
    expect(proxy.attributes[0]).toMatchObject({
      verification: 'verified',
      genericAttributes: [{ name: 'nickname', value: expect.stringMatching(/^jdoe ?$/) as string, qualifier: 'atlas' }],
    });
  });

  it('with targets is known to be for some hosts alone', async () => {
    // voms-proxy-fake 2.1.0-rc3 writes an empty target whatever it is told.
    expect((await made('-rfc', '-target', 'a.example.org', ...life)).attributes[0]?.targets).toEqual([]);
  });

  it('that has expired is named, with its attributes', async () => {
    const proxy = await made('-rfc', '-pastproxy', '30:00', '-pastac', '30:00', '-hours', '12', '-vomslife', '12');
    expect(namesOf(proxy.findings)).toEqual(['expired']);
    expect(namesOf(proxy.attributes[0]?.findings ?? [])).toEqual(['attributes-expired']);
  });
});
