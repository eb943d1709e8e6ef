import { readProxy } from '@panda-pilot/credentials';
import { createTestAuthority, createTestVoms } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { describeProxy, proxyRecord } from '../../src/commands/proxy-record.ts';

const authority = createTestAuthority();
const user = authority.issue('/DC=test/DC=grid/CN=Jane Doe');

describe('what is said of a proxy', () => {
  it('is everything but its key', async () => {
    const attributes = [createTestVoms(authority).attributes(user)];
    const now = new Date();
    const proxy = await readProxy(user.delegate({ attributes }).file());
    const record = proxyRecord(proxy, now);
    expect(record).toMatchObject({ identity: '/DC=test/DC=grid/CN=Jane Doe', kind: 'rfc3820', certificates: 2 });
    const text = `${describeProxy(record).join('\n')}\n`;
    expect(text).toContain('  identity:   /DC=test/DC=grid/CN=Jane Doe\n');
    expect(text).toContain('  attribute:  /atlas/Role=pilot/Capability=NULL\n');
    expect(text).toContain('  authority:  not checked: there is no CA directory\n');
    expect(text).toMatch(/ {2}VO: {9}atlas, \d+:\d\d:\d\d, unverified\n/);
    expect(text).toMatch(/ {2}time left: {2}\d+:\d\d:\d\d, until 2/);
    expect(text + JSON.stringify(record)).not.toContain('PRIVATE');
  });

  it('names what is wrong with it', async () => {
    const other = createTestAuthority('/CN=Other').issue('/DC=test/DC=grid/CN=Jane Doe');
    const text = user
      .delegate()
      .file()
      .replace(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n$/, other.certificate.pem);
    const record = proxyRecord(await readProxy(text), new Date());
    expect(record.findings.length).toBeGreaterThan(0);
    expect(describeProxy(record).join('\n')).toContain('  wrong: ');
  });
});
