import { describe, expect, it } from 'vitest';
import { createSecretFinder, holdsPrivateKey } from '../../src/guard/pilot-secrets.ts';
import { noCredential, readProxy, secret, secretsOf } from '../../src/index.ts';
import { createGrid } from '../proxy/grid.ts';

const { authority } = createGrid();
const keys = ['ec', 'rsa1024'] as const;

describe.each(keys)('the key of a proxy (%s)', (kind) => {
  const holder = authority.issue('/DC=test/CN=Pilot').delegate({ keys: kind });
  const old = kind === 'ec' ? 'sec1' : 'pkcs1';
  const finder = async (): Promise<(text: string) => boolean> =>
    createSecretFinder(secretsOf(await readProxy(holder.file())));

  it.each([
    ['as it is', holder.file({ chain: [] })],
    ['in the older form', holder.file({ chain: [], keyForm: old })],
    ['in one line', holder.file().replaceAll('\n', '')],
    ['with its line breaks escaped', JSON.stringify({ proxy: holder.file({ keyForm: old }) })],
    ['without its first and last line', holder.file({ chain: [] }).replaceAll(/-----.*-----/g, '')],
  ])('is found %s', async (_, text) => {
    expect((await finder())(text)).toBe(true);
  });

  it('is not found in its certificates, nor in other texts', async () => {
    const holds = await finder();
    expect(holds(holder.file({ key: 'none' }))).toBe(false);
    expect(holds('')).toBe(false);
  });

  it("is not taken for somebody else's, which is a private key all the same", async () => {
    const other = authority.issue('/CN=Other').file();
    expect((await finder())(other)).toBe(false);
    expect([other, JSON.stringify({ proxy: other }), holder.file({ key: 'none' })].map(holdsPrivateKey)).toEqual([
      true,
      true,
      false,
    ]);
  });
});

it('a key that cannot be read is looked for as it is written', () => {
  const text = '-----BEGIN ENCRYPTED PRIVATE KEY-----\nbm90IGEga2V5\n-----END ENCRYPTED PRIVATE KEY-----';
  const holds = createSecretFinder({ files: [], texts: [secret(text)] });
  expect([holds(`x=${JSON.stringify(text)}`), holds('bm90IGEga2V5')]).toEqual([true, false]);
});

describe('a token', () => {
  it('is found in whatever holds it', () => {
    const holds = createSecretFinder(
      secretsOf({ kind: 'token', token: secret('abc.def.ghi'), origin: 'atlas:pilot', audience: [] }),
    );
    expect(holds('curl -H "Authorization: Bearer abc.def.ghi"')).toBe(true);
    expect(holds('abc.def')).toBe(false);
  });
});

describe('secretsOf', () => {
  it('wants absolute paths: a relative one would be looked for in the wrong place', () => {
    expect(() => secretsOf(noCredential, ['x509up'])).toThrow(TypeError);
    expect(secretsOf(noCredential, ['/tmp/x509up'])).toEqual({ files: ['/tmp/x509up'], texts: [] });
  });
});
