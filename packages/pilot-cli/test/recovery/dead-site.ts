import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJob } from '@panda-pilot/core';
import { type LeaseOwner, takeLease, thisOwner } from '@panda-pilot/lease';
import { type JournalEvent, type LaunchOrder, openJournal, writeAssignment } from '@panda-pilot/runjob';

/** An owner that has ended: its process was another one's successor, long ago. */
export const deadOwner: LeaseOwner = { ...thisOwner(), startTicks: 1 };
export const foreignOwner: LeaseOwner = { ...thisOwner(), host: 'another.example.org' };

/** Makes the directory that a pilot has left; resolves with its path. */
export async function leaveSite(
  workdir: string,
  owner: LeaseOwner = deadOwner,
  name = 'Panda_Pilot_1_1',
): Promise<string> {
  const site = join(workdir, name);
  await mkdir(site, { recursive: true });
  await takeLease(site, owner);
  await writeFile(join(site, 'pilot.log'), '');
  return site;
}

/** What is not as usual about a job that was left. */
export interface LeftJob {
  readonly queue?: string;
  readonly wire?: object;
  /** How its payload was to be started, by its directory. */
  readonly launch?: (directory: string) => LaunchOrder;
}

/** Makes the directory of a job that was accepted, and no more, unless `events` tell more; resolves with its path. */
export async function leaveJob(
  site: string,
  pandaId: number,
  events: readonly JournalEvent[] = [],
  { queue = 'QUEUE', wire = {}, launch }: LeftJob = {},
): Promise<string> {
  const directory = join(site, `PandaJob_${pandaId}`);
  await mkdir(join(directory, 'work'), { recursive: true });
  const job = parseJob({ PandaID: pandaId, attemptNr: 1, transformation: 'true', jobPars: '', ...wire });
  const queuedataText = JSON.stringify({
    nickname: queue,
    copytool: 'cp',
    se: 'file://',
    sepath: '/x',
    seprodpath: '/x',
  });
  const order = launch === undefined ? {} : { launch: launch(directory) };
  await writeAssignment(join(directory, 'job.json'), { job, queuedataText, queue, ...order });
  const journal = openJournal(join(directory, 'journal.jsonl'));
  journal.append({ event: 'job-accepted', pandaId, attemptNumber: 1 });
  for (const event of events) journal.append(event);
  return directory;
}
