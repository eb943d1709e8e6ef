import { existsSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { thisOwner } from '@panda-pilot/lease';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { type Cleaned, cleanWorkBase } from '../../src/recovery/clean.ts';
import { foreignOwner, leaveJob, leaveSite } from './dead-site.ts';

const acknowledged = [{ event: 'final-update-acknowledged', state: 'finished' }] as const;

function told(cleaned: readonly Cleaned[], base: string): string[] {
  return cleaned.map(
    ({ path, removed, reason }) => `${path.slice(base.length + 1)} ${removed ? 'removed' : 'left'}: ${reason}`,
  );
}

describe('cleanWorkBase', () => {
  it('removes what nobody is owed, and leaves what is', async () => {
    const base = await tempDir();
    const site = await leaveSite(base);
    await leaveJob(site, 1, acknowledged);
    const owed = await leaveJob(site, 2);
    await mkdir(join(site, 'PandaJob_3'));
    expect(told(await cleanWorkBase(base, { dryRun: false }), site)).toEqual([
      'PandaJob_1 removed: is over, and the server knows',
      'PandaJob_2 left: is owed to the server',
      'PandaJob_3 removed: was never begun',
    ]);
    expect([existsSync(join(site, 'PandaJob_1')), existsSync(owed)]).toEqual([false, true]);
  });

  it('removes a directory without jobs, also one that never got its name', async () => {
    const base = await tempDir();
    const sites = [await leaveSite(base), await leaveSite(base, undefined, '.Panda_Pilot_2_2')];
    await cleanWorkBase(base, { dryRun: false });
    expect(sites.map((site) => existsSync(site))).toEqual([false, false]);
  });

  it('touches nothing that is alive, or on another host, or of another program', async () => {
    const base = await tempDir();
    const sites = [
      await leaveSite(base, thisOwner(), 'Panda_Pilot_1_1'),
      await leaveSite(base, foreignOwner, 'Panda_Pilot_2_2'),
      join(base, 'Panda_Pilot_3_1300000000'),
    ];
    await mkdir(join(sites[2] ?? '', 'PandaJob_4_1300000000'), { recursive: true });
    expect(told(await cleanWorkBase(base, { dryRun: false }), base)).toEqual([
      'Panda_Pilot_1_1 left: belongs to a living pilot',
      'Panda_Pilot_2_2 left: belongs to another host',
    ]);
    expect(sites.every((site) => existsSync(site))).toBe(true);
  });

  it('keeps what cannot be read for a week', async () => {
    const base = await tempDir();
    const job = await leaveJob(await leaveSite(base), 1);
    await writeFile(join(job, 'job.json'), '{"version": 99}');
    expect(told(await cleanWorkBase(base, { dryRun: false }), job)[0]).toContain('left: is unreadable');
    const old = new Date(Date.now() - 8 * 24 * 3_600_000);
    for (const name of ['job.json', 'journal.jsonl', 'work', '.']) await utimes(join(job, name), old, old);
    expect(told(await cleanWorkBase(base, { dryRun: false }), job)[0]).toContain('removed: is unreadable, and old');
  });

  it('only tells, in a dry run', async () => {
    const base = await tempDir();
    const job = await leaveJob(await leaveSite(base), 1, acknowledged);
    const before = await cleanWorkBase(base, { dryRun: true });
    expect([before[0]?.removed, existsSync(job)]).toEqual([true, true]);
    expect((await cleanWorkBase(base, { dryRun: false })).map(({ reason }) => reason)).toEqual(
      before.map(({ reason }) => reason),
    );
  });
});
