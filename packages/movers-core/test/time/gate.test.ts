import { expect, it } from 'vitest';
import { createGate } from '../../src/time/gate.ts';

it('begins so many at a time, the others in their order, whatever becomes of those before', async () => {
  const gate = createGate(2);
  const begun: number[] = [];
  const ends: { resolve(): void; reject(reason: unknown): void }[] = [];
  const results = [0, 1, 2, 3].map((index) =>
    gate(() => {
      begun.push(index);
      return new Promise<void>((resolve, reject) => (ends[index] = { resolve, reject }));
    }),
  );
  const settled = Promise.allSettled(results);
  expect(begun).toEqual([0, 1]);
  ends[1]?.reject(new Error('failed'));
  await expect(results[1]).rejects.toThrow('failed');
  expect(begun).toEqual([0, 1, 2]);
  ends[0]?.resolve();
  await results[0];
  expect(begun).toEqual([0, 1, 2, 3]);
  ends[2]?.resolve();
  ends[3]?.resolve();
  expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(await gate(() => Promise.resolve('free again'))).toBe('free again');
});
