import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { readProxy, readShownProxy } from '../../src/index.ts';
import { createGrid, namesOf } from './grid.ts';

const { authority, user, voms } = createGrid();
const proxy = user.delegate({ attributes: [voms.attributes(user, { fqans: ['/atlas/Role=production'] })] });
const shown = proxy.chain.map(({ der }) => der);

describe('readShownProxy', () => {
  it('tells what the file tells, but for the key', async () => {
    const caDirectory = await tree(authority.files({ revocations: authority.revoke([]) }));
    const { kind: _, privateKey: __, ...file } = await readProxy(proxy.file(), { caDirectory });
    expect(await readShownProxy(shown, { caDirectory })).toEqual(file);
    expect(file).toMatchObject({ trust: 'anchored', rights: 'impersonation' });
  });

  it('finds what is wrong with a forged one', async () => {
    const caDirectory = await tree(createGrid().authority.files());
    const { trust, findings } = await readShownProxy(shown, { caDirectory });
    expect(trust).toBe('refused');
    expect(namesOf(findings)).not.toEqual([]);
  });

  it.each<[string, readonly Uint8Array[]]>([
    ['nothing', []],
    ['garbage', [Buffer.from('garbage')]],
    ['half a certificate', shown.map((der) => der.slice(0, der.length / 2))],
  ])('rejects %s with 1163', async (_, chain) => {
    await expect(readShownProxy(chain)).rejects.toMatchObject({ code: 1163 });
  });
});
