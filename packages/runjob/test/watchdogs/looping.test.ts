import { describe, expect, it } from 'vitest';
import { createActiveTime } from '../../src/sampler/active-time.ts';
import type { DirectoryUse } from '../../src/sampler/directory-tree.ts';
import { watchLooping } from '../../src/watchdogs/looping.ts';

const hour = 3_600_000;
const start = 1_000_000_000;

/** Plays passes at their hours; each tells when the newest file was changed. */
async function play(
  passes: readonly { readonly atHour: number; readonly changedAtHour?: number; readonly suspendedHours?: number }[],
): Promise<{ readonly code: number | undefined; readonly details: unknown; readonly asked: readonly number[] }> {
  let now = 0;
  const activeTime = createActiveTime({ steady: () => now, wall: () => start + now });
  async function* directory(): AsyncGenerator<DirectoryUse> {
    for (const { atHour, changedAtHour, suspendedHours } of passes) {
      now = atHour * hour;
      if (suspendedHours !== undefined) activeTime.payloadWasStopped(suspendedHours * hour);
      const newest =
        changedAtHour === undefined ? undefined : { path: 'work/out', changedMs: start + changedAtHour * hour };
      yield await Promise.resolve({ sizeBytes: 0, files: 1, newest, logs: [] });
    }
  }
  const asked: number[] = [];
  const lookWithin = (ms: number): void => void asked.push(ms / hour);
  const deps = { loopingMs: 3 * hour, directory, activeTime, lookWithin };
  const error = await watchLooping(deps, new AbortController().signal);
  return { code: error?.code, details: error?.details, asked };
}

describe('watchLooping', () => {
  it('barks when nothing has changed for longer than the limit', async () => {
    expect(
      await play([
        { atHour: 1, changedAtHour: 0.5 },
        { atHour: 3.4, changedAtHour: 0.5 },
      ]),
    ).toMatchObject({
      code: undefined,
    });
    expect(
      await play([
        { atHour: 1, changedAtHour: 0.5 },
        { atHour: 3.6, changedAtHour: 0.5 },
      ]),
    ).toEqual({
      code: 1150,
      details: { idleSeconds: 3.1 * 3600, limitSeconds: 3 * 3600, lastChanged: 'work/out' },
      // The next look is due the moment after the limit.
      asked: [expect.closeTo(2.5)],
    });
  });

  it('counts from the start of a payload that changes nothing at all', async () => {
    expect(await play([{ atHour: 2.9 }, { atHour: 3.1 }])).toMatchObject({ code: 1150 });
  });

  it('does not count inputs that are older than the payload against it', async () => {
    expect(await play([{ atHour: 1, changedAtHour: -50 }])).toMatchObject({ code: undefined });
  });

  it('starts anew at every change, found in time or late', async () => {
    const passes = [1, 3, 5, 7].map((atHour) => ({ atHour, changedAtHour: atHour - 1.5 }));
    expect(await play(passes)).toMatchObject({ code: undefined });
  });

  it('is not deceived by a file from the future', async () => {
    expect(
      await play([
        { atHour: 1, changedAtHour: 100 },
        { atHour: 4.5, changedAtHour: 100 },
      ]),
    ).toMatchObject({
      code: 1150,
    });
  });

  it('does not count the time in which the payload was suspended', async () => {
    const passes = [
      { atHour: 1, changedAtHour: 1 },
      { atHour: 9, changedAtHour: 1, suspendedHours: 7 },
    ];
    expect(await play(passes)).toMatchObject({ code: undefined });
    expect(await play([...passes, { atHour: 11.5, changedAtHour: 1 }])).toMatchObject({ code: 1150 });
  });
});
