import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { groupMembers, onlyAsRoot } from '@panda-pilot/testkit';
import { openWorkshop, runDriver, type Workshop } from './unprivileged.ts';

let workshop: Workshop;
let becomeRoot: string;
beforeAll(async () => {
  workshop = await openWorkshop();
  becomeRoot = join(workshop.directory, 'become-root');
  copyFileSync('/usr/bin/setpriv', becomeRoot);
  chmodSync(becomeRoot, 0o4755);
});
afterAll(() => workshop.remove());

describe.skipIf(onlyAsRoot())('a command that has become somebody else', () => {
  it('is not waited for for ever, and is reported as not proved gone', async () => {
    const { lines, stderr } = await runDriver(workshop, 'other-identity.mjs', { becomeRoot, hook: false });
    expect(stderr).toBe('');
    expect(lines[0]).toMatchObject({ ending: { kind: 'cancelled', forced: true }, proved: false });
    expect(lines[0]).not.toHaveProperty('exit');
    expect(lines[0]?.['elapsedMs']).toBeLessThan(20_000);
    const pid = Number(lines[0]?.['pid']);
    expect(groupMembers(pid)).toEqual([pid]);
    process.kill(pid, 'SIGKILL');
  });

  it('is ended by whoever the caller knows', async () => {
    const { lines, stderr } = await runDriver(workshop, 'other-identity.mjs', { becomeRoot, hook: true });
    expect(stderr).toBe('');
    expect(lines[0]).toMatchObject({
      ending: { kind: 'cancelled', forced: false },
      exit: { kind: 'signaled', signal: 'SIGTERM' },
      proved: true,
    });
    expect(lines[0]?.['asked']).toEqual(expect.arrayContaining(['SIGTERM', 'SIGCONT']));
    expect(groupMembers(Number(lines[0]?.['pid']))).toEqual([]);
  });
});

it('needs a file system that honours setuid for this', () => {
  expect(execFileSync('stat', ['-c', '%a', becomeRoot], { encoding: 'utf8' })).toBe('4755\n');
});
