import { execFileSync } from 'node:child_process';
import { renameSync, statfsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger } from '@panda-pilot/core';
import { readTokenFile } from '@panda-pilot/credentials';
import { createPandaClient } from '@panda-pilot/panda-client';
import type { Grid } from '../grid.ts';
import { type Crew, diedWithPayload, jobsAtWork } from './crew.ts';
import type { Fault } from './plan.ts';

/** Why a job may have ended otherwise than its payload alone would have had it. */
export interface Excuses {
  /** Its runjob was killed while the payload ran. */
  readonly lostPayload: Set<number>;
  /** It was there while the disk was full. */
  readonly fullDisk: Set<number>;
}

export interface Stage {
  readonly grid: Grid;
  /** A tmpfs of its own: the work directory lies on it. */
  readonly disk: string;
  readonly crew: Crew;
  readonly tokenFile: string;
  readonly tokens: { readonly good: string; readonly revoked: string };
  readonly excuses: Excuses;
}

/** Lets a fault happen. Resolves when it is over, but for faults of the server: those come with its next calls. */
export async function enact(fault: Fault, stage: Stage): Promise<void> {
  switch (fault.kind) {
    case 'server':
      return stage.grid.server.misbehave(fault.script);
    case 'kill':
      return kill(fault, stage);
    case 'full-disk':
      return await fillDisk(fault.forMs, stage);
    case 'revoked':
      return await revoke(fault.forMs, stage);
  }
}

function kill({ victim, which }: Extract<Fault, { kind: 'kill' }>, { grid, crew, excuses }: Stage): void {
  const agents = crew.agents();
  const agent = agents[which % Math.max(1, agents.length)];
  const jobs = jobsAtWork(grid.workdir).filter(({ pid }) => pid !== undefined);
  if (victim !== 'runjob' && agent !== undefined) killProcess(agent);
  const victims =
    victim === 'agent' ? [] : victim === 'both' ? jobs : jobs.slice(which % Math.max(1, jobs.length)).slice(0, 1);
  for (const { pid, pandaId, directory } of victims) {
    if (pid !== undefined) killProcess(pid);
    if (diedWithPayload(directory)) excuses.lostPayload.add(pandaId);
  }
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended by itself
  }
}

/** The file system shrinks to what is in it: full for everybody at once, and without a byte of memory for the filling. */
async function fillDisk(forMs: number, { grid, excuses, disk }: Stage): Promise<void> {
  const over = new Set(jobsIn(grid, 'over'));
  shrink(disk);
  await sleep(forMs);
  resize(disk, roomyDisk);
  for (const pandaId of jobsIn(grid, 'begun')) if (!over.has(pandaId)) excuses.fullDisk.add(pandaId);
}

function jobsIn({ server }: Grid, stage: 'begun' | 'over'): number[] {
  const unlike = stage === 'begun' ? ['activated'] : ['activated', 'sent', 'starting', 'running'];
  return server.jobs().flatMap(({ pandaId, status }) => (unlike.includes(status) ? [] : [pandaId]));
}

/** Above the limit of the watchdog that looks at the free disk. */
export const roomyDisk = '3g';

/** What is written between the look and the mount makes the size too small: then it is looked at again. */
function shrink(disk: string): void {
  for (let tries = 0; tries < 20; tries += 1) {
    const { blocks, bfree, bsize } = statfsSync(disk);
    try {
      return resize(disk, `${Math.max(1, blocks - bfree) * bsize}`);
    } catch {
      continue;
    }
  }
}

function resize(disk: string, size: string): void {
  execFileSync('mount', ['-o', `remount,size=${size}`, disk], { stdio: 'pipe' });
}

async function revoke(forMs: number, { tokenFile, tokens }: Stage): Promise<void> {
  putToken(tokenFile, tokens.revoked);
  await sleep(forMs);
  putToken(tokenFile, tokens.good);
}

/** In one step, as whoever renews tokens does: no pilot reads half of one. */
function putToken(tokenFile: string, token: string): void {
  writeFileSync(`${tokenFile}.new`, token, { mode: 0o600 });
  renameSync(`${tokenFile}.new`, tokenFile);
}

/** Nothing goes wrong any more: also the faults of the server that have not yet met a call are used up. */
export async function heal({ grid, tokenFile, tokens, disk }: Stage): Promise<void> {
  putToken(tokenFile, tokens.good);
  resize(disk, roomyDisk);
  const credential = await readTokenFile(tokenFile, { origin: 'atlas:production' });
  const client = createPandaClient({
    url: grid.server.url,
    api: 'v1',
    credential,
    timeoutMs: 50,
    logger: silentLogger,
  });
  await untilAnswered(() => client.updateJob({ jobId: 999_999, state: 'running' }));
  await untilAnswered(() => client.getJobStatus([999_999]));
  await untilAnswered(() => client.acquireJobs({ siteName: 'NO_SUCH_QUEUE' }));
  client.close();
}

async function untilAnswered(call: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    try {
      await call();
      return;
    } catch {
      continue; // another fault is used up
    }
  }
}
