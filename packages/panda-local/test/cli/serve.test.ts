import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
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
