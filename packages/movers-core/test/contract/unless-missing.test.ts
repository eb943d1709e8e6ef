import { expect, it } from 'vitest';
import { MoverError, unlessMissing } from '../../src/index.ts';

it('takes for an answer that there is nothing, and nothing else that went wrong', async () => {
  const failing = (kind: 'not-found' | 'denied') => Promise.reject(new MoverError(kind, { kind, file: 'mem:/file' }));
  expect(await unlessMissing(Promise.resolve(0))).toBe(0);
  expect(await unlessMissing(failing('not-found'))).toBeUndefined();
  await expect(unlessMissing(failing('denied'))).rejects.toMatchObject({ kind: 'denied' });
});
