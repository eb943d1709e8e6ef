import { join } from 'node:path';
import { tempDir, tree } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { run } from './terminal.ts';

it('prints its URL and nothing else, logs JSON, and ends when it is told to', async () => {
  const directory = await tree({ 'tokens.json': '[{"token":"a.b.c","name":"Ann","groups":["atlas"]}]' });
  const ending = new AbortController();
  let answered: unknown;
  const out: string[] = [];
  const say = (text: string): void => {
    out.push(text);
    void fetch(`${text.trim()}/api/v1/pilot/acquire_jobs`, { method: 'POST', headers: { Accept: 'application/json' } })
      .then((response) => response.json())
      .then((answer) => (answered = answer))
      .finally(() => ending.abort());
  };
  const words = [
    'serve',
    '--port',
    '0',
    '--directory',
    join(directory, 'jobs'),
    '--tokens',
    join(directory, 'tokens.json'),
  ];
  const { code, err } = await run(words, { out: say, ending: ending.signal });
  expect(code).toBe(0);
  expect(out).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\n$/)]);
  expect(answered).toMatchObject({ message: 'SSL secure connection is required' });
  const lines = err
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { msg: string }).msg);
  expect(lines).toEqual(['panda-local is listening', 'request answered', 'panda-local has stopped']);
});

it.each([
  ['v1', [200, 403]],
  ['classic', [403, 200]],
  ['v1, classic', [200, 200]],
])('with --apis %s answers only those', async (apis, expected) => {
  const ending = new AbortController();
  const statuses: number[] = [];
  const ask = async (url: string): Promise<void> => {
    for (const path of ['/api/v1/system/is_alive', '/server/panda/isAlive']) {
      statuses.push((await fetch(url + path)).status);
    }
    ending.abort();
  };
  const words = ['serve', '--port', '0', '--directory', await tempDir(), '--apis', apis];
  const { code } = await run(words, { out: (text) => void ask(text.trim()), ending: ending.signal });
  expect([code, statuses]).toEqual([0, expected]);
});

it('knows no other API', async () => {
  const { code, err } = await run(['serve', '--directory', await tempDir(), '--apis', 'v2']);
  expect([code, err]).toEqual([2, expect.stringContaining('the APIs are v1 and classic')]);
});
