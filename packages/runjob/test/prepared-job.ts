import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAdler32, formatChecksum, rucioPath, silentLogger } from '@panda-pilot/core';
import { createTransferEngine, type Mover, type TransferLimits } from '@panda-pilot/movers-core';
import { tempDir } from '@panda-pilot/testkit';
import { runCommand, startCommand } from '@panda-pilot/timed-command';
import { readAssignment, writeAssignment } from '../src/state/assignment.ts';
import type { JobReport } from '../src/state/job-report.ts';
import { openJournal } from '../src/state/journal.ts';
import type { FromRunJob } from '../src/channel/messages.ts';
import { loadMover } from '../src/staging/movers.ts';
import { openCatalogues } from '../src/staging/catalogues/open-catalogues.ts';
import { runJob } from '../src/run-job.ts';
import { createStopOrder } from '../src/channel/stop-order.ts';
import { type JobDirectory, jobDirectory, makeJobDirectory } from '../src/state/workdir.ts';
import type { CheckCredential } from '../src/job-run.ts';
import { jobFixture } from './job-fixture.ts';

const tools = { runCommand: () => Promise.reject(new Error('no command is run')), fetch: globalThis.fetch, env: {} };
const impatient: Partial<TransferLimits> = { backOffMs: 1, maxBackOffMs: 1 };
const input = 'abc';

/** A directory with a job in it, and a storage that has its input. */
export async function prepare(
  script: string,
  given: {
    readonly job?: Parameters<typeof jobFixture>[0];
    readonly queuedata?: (storage: string) => Readonly<Record<string, unknown>>;
  } = {},
): Promise<{ readonly directory: JobDirectory; readonly storage: string }> {
  const root = await tempDir();
  const storage = join(root, 'storage');
  const path = join(storage, rucioPath('test', 'in.root'));
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, input);
  await writeFile(join(root, 'run.sh'), `#!/bin/sh\necho run >> ${root}/runs\n${script}\n`, { mode: 0o755 });
  const directory = jobDirectory(join(root, 'D'));
  await makeJobDirectory(directory);
  const checksum = formatChecksum(createAdler32().update(Buffer.from(input)).digest());
  const job = jobFixture({ transformation: join(root, 'run.sh'), checksum, ...given.job });
  const queuedataText = JSON.stringify({
    nickname: 'Q',
    copytool: 'cp',
    se: 'file://',
    seprodpath: join(storage, 'rucio'),
    ...given.queuedata?.(storage),
  });
  await writeAssignment(directory.assignment, { job, queuedataText, queue: 'Q' });
  openJournal(directory.journal).append({ event: 'job-accepted', pandaId: 7, attemptNumber: 1 });
  return { directory, storage };
}

/** Runs it, from wherever its journal ends. */
export async function run(
  directory: JobDirectory,
  given: {
    readonly env?: Readonly<Record<string, string>>;
    /** Of what the catalogues' tools are run with. */
    readonly toolEnv?: Readonly<Record<string, string>>;
    readonly change?: (mover: Mover) => Mover;
    readonly checkCredential?: CheckCredential;
  } = {},
): Promise<{ readonly report: JobReport; readonly told: FromRunJob[] }> {
  const { env = {}, change = (mover) => mover } = given;
  const told: FromRunJob[] = [];
  const assignment = await readAssignment(directory.assignment);
  const report = await runJob({
    directory,
    assignment,
    journal: openJournal(directory.journal),
    createEngine: (onEvent) =>
      createTransferEngine({
        movers: async (copytool) => change(await loadMover(copytool, undefined, tools)),
        queuedata: assignment.queuedata,
        logger: silentLogger,
        onEvent,
        limits: impatient,
      }),
    catalogues: openCatalogues(assignment, { runCommand, fetch: globalThis.fetch, env: given.toolEnv ?? {} }),
    ...(given.checkCredential === undefined ? {} : { checkCredential: given.checkCredential }),
    startCommand,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    logger: silentLogger,
    stop: createStopOrder(1000),
    lostPayload: 'LOST_JOB_NOT_FINISHED',
    tell: (message) => told.push(message),
  });
  return { report, told };
}

/** What the storage holds, temporary files too. */
export async function storedNames(storage: string): Promise<string[]> {
  const entries = await readdir(storage, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}
