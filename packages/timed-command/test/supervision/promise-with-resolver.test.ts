import { expect, it } from 'vitest';
import { promiseWithResolver } from '../../src/supervision/promise-with-resolver.ts';

it('makes a promise with its resolver', async () => {
  const { promise, resolve } = promiseWithResolver<number>();
  resolve(5);
  expect(await promise).toBe(5);
});
