import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { MoverError } from '../../src/index.ts';
import { watchForStall } from '../../src/time/stall.ts';

/** The watch, and the promise of its verdict. */
function watch() {
  let isStalled = false;
  let tell = (_error: MoverError): void => undefined;
  const verdict = new Promise<MoverError>((resolve) => (tell = resolve));
  const watching = watchForStall({
    pulse: { at: undefined },
    stallTimeoutMs: 50,
    file: 'root://host//file',
    onStall: (error) => {
      isStalled = true;
      tell(error);
    },
  });
  return { ...watching, verdict, stalled: () => isStalled };
}

it('ends a transfer that stands still after it had begun', async () => {
  const watching = watch();
  watching.alive();
  await expect(watching.verdict).resolves.toMatchObject({ kind: 'timed-out', message: 'no byte for 0.05 s' });
});

it('waits for the first byte as long as the transfer may take', async () => {
  const watching = watch();
  await wait(120);
  expect(watching.stalled()).toBe(false);
  watching.lift();
});

it('says nothing once it is lifted', async () => {
  const watching = watch();
  watching.alive();
  watching.lift();
  await wait(120);
  expect(watching.stalled()).toBe(false);
});
