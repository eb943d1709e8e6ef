import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@panda-pilot/core';
import { createTestAuthority, signingPolicy, tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { createTrustStore } from '../../src/transport/trust-store.ts';
import { authority, host } from '../grid.ts';

function withLog(): { logger: Logger; lines: unknown[] } {
  const lines: unknown[] = [];
  const log = (...line: unknown[]): void => void lines.push(line);
  const logger: Logger = { debug: log, info: log, warn: log, error: log, child: () => logger };
  return { logger, lines };
}

describe('createTrustStore', () => {
  it('gives the authorities that it is given, and has TLS check', async () => {
    const trustedAuthorities = [authority.certificate.pem];
    const store = createTrustStore({ trustedAuthorities, ...withLog() });
    expect(await store.authorities()).toBe(trustedAuthorities);
    expect(store.check).toBeUndefined();
    expect(await createTrustStore(withLog()).authorities()).toBeUndefined();
  });

  it('takes one kind of trust', () => {
    const both = { trustedAuthorities: [], caDirectory: '/etc/grid-security/certificates' };
    expect(() => createTrustStore({ ...both, ...withLog() })).toThrow(TypeError);
  });
});

describe('a CA directory', () => {
  it('gives its authorities, the same ones until they change', async () => {
    const caDirectory = await tree(authority.files());
    const store = createTrustStore({ caDirectory, refreshMs: 0, ...withLog() });
    const before = await store.authorities();
    expect(before).toEqual([authority.certificate.pem]);
    expect(await store.authorities()).toBe(before);
    const other = createTestAuthority('/CN=Other');
    for (const [name, text] of Object.entries(other.files())) await writeFile(join(caDirectory, name), text);
    expect(await store.authorities()).toHaveLength(2);
  });

  it('is not read at every call', async () => {
    const caDirectory = await tree(authority.files());
    const store = createTrustStore({ caDirectory, ...withLog() });
    const before = await store.authorities();
    await rm(caDirectory, { recursive: true });
    expect(await store.authorities()).toBe(before);
  });

  it('that goes away leaves what was read, and that is not there trusts nobody', async () => {
    const caDirectory = await tree(authority.files());
    const { logger, lines } = withLog();
    const store = createTrustStore({ caDirectory, refreshMs: 0, logger });
    const before = await store.authorities();
    await rm(caDirectory, { recursive: true });
    expect(await store.authorities()).toBe(before);
    expect(lines).toHaveLength(1);
    const missing = createTrustStore({ caDirectory: join(await tempDir(), 'missing'), ...withLog() });
    await expect(missing.authorities()).rejects.toThrow(/^the CA directory cannot be read: .*missing$/);
  });

  const inAWeek = new Date(Date.now() + 6e8);
  it.each([
    ['nothing else', {}, undefined],
    ['a list that names others', { revocations: authority.revoke([12n], { nextUpdate: inAWeek }) }, undefined],
    ['a list that names it', { revocations: authority.revoke([host.certificate.serial]) }, /is revoked by/],
    ['a policy that covers it', { signingPolicy: policy('/DC=test/*') }, undefined],
    ['a policy that does not', { signingPolicy: policy('/DC=elsewhere/*') }, /does not let .* sign/],
  ])('with %s of the server judges it so', async (_, files, refusal) => {
    const { logger, lines } = withLog();
    const store = createTrustStore({ caDirectory: await tree(authority.files(files)), logger });
    const checked = store.check?.([host.certificate.der]);
    await (refusal === undefined ? expect(checked).resolves.toBeUndefined() : expect(checked).rejects.toThrow(refusal));
    expect(lines).toEqual([]);
  });

  it('with a list past its time warns, and goes on', async () => {
    const { logger, lines } = withLog();
    const revocations = authority.revoke([], { nextUpdate: new Date(Date.now() - 1e7) });
    const store = createTrustStore({ caDirectory: await tree(authority.files({ revocations })), logger });
    await expect(store.check?.([host.certificate.der])).resolves.toBeUndefined();
    expect(lines).toMatchObject([[{ findings: [{ name: 'revocations-outdated' }] }, expect.any(String)]]);
  });
});

function policy(pattern: string): string {
  return signingPolicy(authority.certificate.subject, pattern);
}
