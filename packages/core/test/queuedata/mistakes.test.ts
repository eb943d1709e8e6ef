import { expect, it } from 'vitest';
import { queuedataNotOk } from '../../src/queuedata/mistakes.ts';

it('writes paths as people do, and cuts long values', () => {
  const error = queuedataNotOk('queuedata of Q', [
    { path: ['acopytools', 'pr', 0], value: 7, problem: 'is not a name' },
    { path: [], problem: 'is empty' },
    { path: ['catchall'], value: 'x'.repeat(500), problem: 'is too long' },
  ]);
  expect(error.message).toContain(
    `queuedata of Q: acopytools.pr[0]: 7 is not a name; is empty; catchall: "${'x'.repeat(76)}... is too long`,
  );
  expect(error.details).toEqual({
    'acopytools.pr[0]': '7 is not a name',
    file: 'is empty',
    catchall: `"${'x'.repeat(76)}... is too long`,
  });
});
