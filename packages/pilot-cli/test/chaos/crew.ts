import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readLease } from '@panda-pilot/lease';
import { readJournal } from '@panda-pilot/runjob';
import type { Grid, RunningPilot } from '../grid.ts';

/** The pilots of a site: as soon as one has ended the next is started in its place. */
export interface Crew {
  /** How each pilot ended that was not killed, and what it said. */
  readonly endings: readonly { readonly exitCode: number | undefined; readonly stderr: string }[];
  /** Pids of the agents at work. */
  agents(): readonly number[];
  /** Starts no further pilots; resolves when the last has ended. */
  dismiss(): Promise<void>;
}

export function hireCrew(grid: Grid, size: number, args: readonly string[]): Crew {
  const agents = new Set<number>();
  const endings: { exitCode: number | undefined; stderr: string }[] = [];
  let dismissed = false;
  const work = async (): Promise<void> => {
    for (;;) {
      if (dismissed) return;
      const pilot: RunningPilot = grid.pilot(args, { timeoutMs: 400_000 });
      const pid = await pilot.started;
      if (pid !== undefined) agents.add(pid);
      const { exitCode, signal, stderr } = await pilot.ended;
      if (pid !== undefined) agents.delete(pid);
      if (signal === undefined) endings.push({ exitCode, stderr });
      // A pilot that found nothing is not followed at once: a batch system has its pauses too.
      if (exitCode === 7) await sleep(100);
    }
  };
  const working = Promise.all(Array.from({ length: size }, work));
  return {
    endings,
    agents: () => [...agents],
    async dismiss() {
      dismissed = true;
      await working;
    },
  };
}

/** A job's directory, and the runjob that works on it. */
export interface JobAtWork {
  readonly pandaId: number;
  readonly directory: string;
  readonly pid: number | undefined;
}

/** The job directories below `workdir`, as they are at this moment. */
export function jobsAtWork(workdir: string): JobAtWork[] {
  return namesIn(workdir)
    .filter((name) => /^\.?Panda_Pilot_/.test(name))
    .flatMap((site) =>
      namesIn(join(workdir, site))
        .filter((name) => name.startsWith('PandaJob_'))
        .map((name) => {
          const directory = join(workdir, site, name);
          return { pandaId: Number(name.slice('PandaJob_'.length)), directory, pid: holderOf(directory) };
        }),
    );
}

/** Whether the payload of a job was running, or about to, when its runjob died: nobody will ever know how it would have ended. */
export function diedWithPayload(directory: string): boolean {
  try {
    const { events } = readJournal(join(directory, 'journal.jsonl'));
    const started = events.some(({ event }) => event === 'payload-starting');
    return started && !events.some(({ event }) => event === 'payload-ended');
  } catch {
    return false; // the directory is gone: the job is over
  }
}

/** For whoever has to find out why a job is not over: who holds its directory, and the last that was written there. */
export function describeRemains(workdir: string): string {
  return jobsAtWork(workdir)
    .map(({ directory, pid }) => {
      const lastLines = ['journal.jsonl', 'runjob.log', 'runjob.stderr'].map(
        (name) => `${name}: ${textOf(join(directory, name)).split('\n').slice(-4).join('\n  ')}`,
      );
      const holder = pid === undefined ? 'nobody' : `${pid} (${textOf(`/proc/${pid}/wchan`)})`;
      const pilotLog = textOf(join(directory, '../pilot.log')).split('\n').slice(-6).join('\n  ');
      return [`${directory}: ${namesIn(directory).join(' ')}`, `held by ${holder}`, ...lastLines, pilotLog].join(
        '\n  ',
      );
    })
    .join('\n');
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // not there
  }
}

function holderOf(directory: string): number | undefined {
  try {
    const lease = readLease(directory);
    return lease.kind === 'held' ? lease.owner.pid : undefined;
  } catch {
    return undefined; // gone meanwhile
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // gone meanwhile
  }
}
