import { expect, it } from 'vitest';
import { moversList } from '../src/commands/movers-list.ts';

it('prints a row for every copytool, as a table and as JSON', async () => {
  const print = async (json: boolean): Promise<string> => {
    const written: string[] = [];
    const stdout = { write: (text: string) => written.push(text) > 0 };
    expect(await moversList({ json }, { env: { PATH: '/nowhere' }, streams: { stdout } })).toBe(0);
    return written.join('');
  };
  const table = (await print(false)).split('\n');
  expect(table[0]).toMatch(/^copytool +package +schemes .* found$/);
  expect(table.find((line) => line.startsWith('cp '))).toMatch(/movers-local +file .*\(needs none\)$/);
  expect(table.find((line) => line.startsWith('xrdcp '))).toMatch(/ nothing$/);
  expect(JSON.parse(await print(true))).toMatchObject({
    type: 'movers',
    movers: expect.arrayContaining([expect.objectContaining({ copytool: 'lsm', installed: true })]),
  });
});
