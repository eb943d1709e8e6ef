import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectGroupGone, groupMembers } from '@panda-pilot/testkit';
import { openWorkshop, runDriver, type Workshop } from './unprivileged.ts';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});
afterAll(() => workshop.remove());

async function nested(how: string, inner: string, depth = 1): Promise<Record<string, unknown>> {
  const { lines, stderr } = await runDriver(workshop, 'nested.mjs', {
    how,
    inner: join(workshop.children, inner),
    depth,
  });
  expect(stderr).toBe('');
  return lines[0] ?? {};
}

describe('a supervisor inside a supervised command', () => {
  it('leaves nothing when the outer one kills it hard', async () => {
    const report = await nested('kill', 'hides-and-waits.sh');
    expect(report).toMatchObject({ ending: { kind: 'cancelled', forced: true }, proved: true, survivors: [] });
    expect(report['during']).toBeGreaterThanOrEqual(4);
  });

  it('leaves nothing when the outer one asks it to end', async () => {
    expect(await nested('stop', 'hides-and-waits.sh')).toMatchObject({
      ending: { kind: 'cancelled' },
      proved: true,
      survivors: [],
    });
  });

  it('leaves nothing when somebody kills it alone', async () => {
    expect(await nested('kill inner', 'hides-and-waits.sh')).toMatchObject({
      ending: { kind: 'signaled', signal: 'SIGKILL' },
      proved: true,
      survivors: [],
    });
  });

  it('leaves nothing three levels deep', async () => {
    expect(await nested('kill', 'hides-and-waits.sh', 3)).toMatchObject({
      ending: { kind: 'cancelled' },
      proved: true,
      survivors: [],
    });
  });

  it('counts its own leftovers, and the outer one none, not even its watchdog', async () => {
    expect(await nested('wait', 'leaves-hidden-daemon.sh')).toMatchObject({
      ending: { kind: 'exited', exitCode: 0 },
      stdout: 'ready\ninner leftovers 1\n',
      leftovers: 0,
      survivors: [],
    });
  });
});

it('lets a command outlive us that is to be left, and kills the others', async () => {
  const { lines } = await runDriver(workshop, 'outlives.mjs', { file: 'sleep', args: ['62'], options: {} });
  const { mortal, lasting } = lines[0] as { mortal: number; lasting: number };
  await expectGroupGone(mortal);
  expect(groupMembers(lasting)).toEqual([lasting]);
  process.kill(lasting, 'SIGKILL');
});

it('leaves no file, whenever and however it departs, also when its supervisor kills its watchdog', async () => {
  const { lines, stderr } = await runDriver(workshop, 'departures.mjs', { role: 'observer' });
  expect(stderr).toBe('');
  expect(lines).toHaveLength(16);
  expect(lines.filter((line) => line['stderr'] !== '' || (line['left'] as unknown[]).length > 0)).toEqual([]);
});
