import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLease, takeLease, thisOwner } from '@panda-pilot/lease';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { moveRemains } from '../../src/recovery/move-remains.ts';
import { leaveJob, leaveSite } from './dead-site.ts';

describe('moveRemains', () => {
  it('moves what is owed, and gives it free for any host', async () => {
    const [base, recoverDir] = [await tempDir(), join(await tempDir(), 'recover')];
    const site = await leaveSite(base, thisOwner());
    await leaveJob(site, 1);
    const place = (await moveRemains(site, recoverDir)) ?? '';
    expect([existsSync(site), await readdir(recoverDir), readLease(place).kind]).toEqual([
      false,
      ['Panda_Pilot_1_1'],
      'free',
    ]);
    expect(existsSync(join(place, 'PandaJob_1', 'job.json'))).toBe(true);
  });

  it('moves nothing when nothing is owed, or a runjob is still at work', async () => {
    const [base, recoverDir] = [await tempDir(), await tempDir()];
    const site = await leaveSite(base, thisOwner());
    expect(await moveRemains(site, recoverDir)).toBeUndefined();
    await takeLease(await leaveJob(site, 1));
    expect(await moveRemains(site, recoverDir)).toBeUndefined();
    expect([existsSync(site), await readdir(recoverDir)]).toEqual([true, []]);
  });

  it('leaves everything where it was when it cannot be moved', async () => {
    const base = await tempDir();
    const site = await leaveSite(base, thisOwner());
    await leaveJob(site, 1);
    await writeFile(join(base, 'file'), '');
    await expect(moveRemains(site, join(base, 'file', 'below'))).rejects.toThrow(/ENOTDIR/);
    expect(existsSync(join(site, 'PandaJob_1', 'job.json'))).toBe(true);
  });
});
