import { join } from 'node:path';
import { createTestAuthority, tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { authoritiesIn, checkServerChain } from '../../src/index.ts';
import { hours, namesOf } from '../proxy/grid.ts';

const root = createTestAuthority();
const server = root.issue('/DC=test/DC=grid/CN=server.test');
const now = new Date();

describe('authoritiesIn', () => {
  it('gives every certificate once, and passes over what is none', async () => {
    const other = createTestAuthority('/DC=test/CN=Other');
    const caDirectory = await tree({
      ...root.files({ revocations: root.revoke([]) }),
      ...other.files(),
      '00000000.0': 'damaged',
      'README.0': other.certificate.pem,
    });
    const expected = [root.certificate.pem, other.certificate.pem].toSorted();
    expect((await authoritiesIn(caDirectory)).toSorted()).toEqual(expected);
  });

  it('rejects when there is no such directory', async () => {
    await expect(authoritiesIn(join(await tempDir(), 'missing'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('checkServerChain', () => {
  it('finds nothing wrong with a good server', async () => {
    const caDirectory = await tree(root.files({ revocations: root.revoke([]) }));
    expect(await checkServerChain([server.certificate.der], { caDirectory, now })).toEqual([]);
  });

  it('names a server that is revoked, has expired or is of an unknown authority', async () => {
    const caDirectory = await tree(root.files({ revocations: root.revoke([server.certificate.serial]) }));
    const source = { caDirectory, now };
    expect(namesOf(await checkServerChain([server.certificate.der], source))).toEqual(['revoked']);
    const old = root.issue('/CN=old', { notBefore: hours(-2), notAfter: hours(-1) });
    expect(namesOf(await checkServerChain([old.certificate.der], source))).toEqual(['expired']);
    const foreign = createTestAuthority('/CN=Foreign').issue('/CN=foreign');
    expect(namesOf(await checkServerChain([foreign.certificate.der], source))).toEqual(['authority-unknown']);
  });

  it('names a server that shows nothing, or nonsense', async () => {
    const source = { caDirectory: await tempDir(), now };
    expect(namesOf(await checkServerChain([], source))).toEqual(['chain-incomplete']);
    expect(namesOf(await checkServerChain([Buffer.from('x')], source))).toEqual(['chain-incomplete']);
  });
});
