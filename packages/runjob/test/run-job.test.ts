import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAdler32, formatChecksum, rucioPath, silentLogger } from '@panda-pilot/core';
import { createTransferEngine } from '@panda-pilot/movers-core';
import { tempDir } from '@panda-pilot/testkit';
import { startCommand } from '@panda-pilot/timed-command';
import { describe, expect, it } from 'vitest';
import { readAssignment, writeAssignment } from '../src/state/assignment.ts';
import type { JobReport } from '../src/state/job-report.ts';
import { openJournal } from '../src/state/journal.ts';
import type { FromRunJob } from '../src/channel/messages.ts';
import { loadMover } from '../src/staging/movers.ts';
import { runJob } from '../src/run-job.ts';
import { createStopOrder } from '../src/channel/stop-order.ts';
import { type JobDirectory, jobDirectory, makeJobDirectory } from '../src/state/workdir.ts';
import { jobFixture } from './job-fixture.ts';

const tools = { runCommand: () => Promise.reject(new Error('no command is run')), fetch: globalThis.fetch, env: {} };
const input = 'abc';

/** A directory with a job in it, and a storage that has its input. */
async function prepare(script: string): Promise<{ readonly directory: JobDirectory; readonly storage: string }> {
  const root = await tempDir();
  const storage = join(root, 'storage');
  const path = join(storage, rucioPath('test', 'in.root'));
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, input);
  await writeFile(join(root, 'run.sh'), `#!/bin/sh\necho run >> ${root}/runs\n${script}\n`, { mode: 0o755 });
  const directory = jobDirectory(join(root, 'D'));
  await makeJobDirectory(directory);
  const checksum = formatChecksum(createAdler32().update(Buffer.from(input)).digest());
  const job = jobFixture({ transformation: join(root, 'run.sh'), checksum });
  const queuedataText = JSON.stringify({
    nickname: 'Q',
    copytool: 'cp',
    se: 'file://',
    seprodpath: join(storage, 'rucio'),
  });
  await writeAssignment(directory.assignment, { job, queuedataText, queue: 'Q' });
  openJournal(directory.journal).append({ event: 'job-accepted', pandaId: 7, attemptNumber: 1 });
  return { directory, storage };
}

async function run(directory: JobDirectory): Promise<{ readonly report: JobReport; readonly told: FromRunJob[] }> {
  const told: FromRunJob[] = [];
  const assignment = await readAssignment(directory.assignment);
  const report = await runJob({
    directory,
    assignment,
    journal: openJournal(directory.journal),
    createEngine: (onEvent) =>
      createTransferEngine({
        movers: (copytool) => loadMover(copytool, undefined, tools),
        queuedata: assignment.queuedata,
        logger: silentLogger,
        onEvent,
      }),
    startCommand,
    env: { PATH: process.env['PATH'] ?? '' },
    logger: silentLogger,
    stop: createStopOrder(1000),
    lostPayload: 'LOST_JOB_NOT_FINISHED',
    tell: (message) => told.push(message),
  });
  return { report, told };
}

async function storedNames(storage: string): Promise<string[]> {
  const entries = await readdir(storage, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}

describe('runJob', () => {
  it('tells its story: phases, transfers, the payload, the report', async () => {
    const { directory, storage } = await prepare('cat in.root > out.root');
    const { report, told } = await run(directory);
    expect(report).toMatchObject({
      state: 'finished',
      payload: { exitCode: 0 },
      outputs: [{ lfn: 'out.root', sizeBytes: 3 }],
      log: { lfn: 'log.tgz', guid: 'LLLL' },
    });
    expect(told.flatMap((message) => (message.type === 'phase' ? [message.phase] : []))).toEqual([
      'staging-in',
      'running',
      'staging-out',
      'storing-log',
    ]);
    expect(told.at(-1)).toEqual({ type: 'ended', report });
    expect(JSON.parse(readFileSync(directory.report, 'utf8'))).toEqual(report);
    expect(await storedNames(storage)).toEqual(['in.root', 'log.tgz', 'out.root']);
  });

  it('finishes from every line of its journal, also when the storage knows more than the journal', async () => {
    const { directory, storage } = await prepare('cat in.root > out.root');
    const { report: whole } = await run(directory);
    const lines = readFileSync(directory.journal, 'utf8').trimEnd().split('\n');
    expect(lines.length).toBe(9);
    // The first line is the agent's; from the second on a runjob has worked on the job.
    for (let kept = 2; kept <= lines.length; kept += 1) {
      writeFileSync(directory.journal, `${lines.slice(0, kept).join('\n')}\n`);
      rmSync(directory.report, { force: true });
      const { report } = await run(directory);
      const last = JSON.parse(lines[kept - 1] ?? '') as { event: string };
      if (last.event === 'payload-starting' || last.event === 'payload-started') {
        expect(report).toMatchObject({ state: 'failed', error: { code: 1153 }, outputs: [] });
      } else {
        expect({
          after: last.event,
          state: report.state,
          outputs: report.outputs.map(({ lfn, guid }) => [lfn, guid]),
        }).toEqual({
          after: last.event,
          state: 'finished',
          outputs: whole.outputs.map(({ lfn, guid }) => [lfn, guid]),
        });
      }
      expect(await storedNames(storage)).toEqual(['in.root', 'log.tgz', 'out.root']);
    }
  });

  it('never runs a payload again that has ended', async () => {
    const { directory } = await prepare('cat in.root > out.root');
    await run(directory);
    const lines = readFileSync(directory.journal, 'utf8').trimEnd().split('\n');
    const ended = lines.findIndex((line) => line.includes('payload-ended'));
    writeFileSync(directory.journal, `${lines.slice(0, ended + 1).join('\n')}\n`);
    await run(directory);
    expect(readFileSync(join(directory.root, '../runs'), 'utf8')).toBe('run\n');
  });

  it('keeps the first cause, and still stores the log', async () => {
    const { directory, storage } = await prepare('echo broken >&2; exit 9');
    const { report } = await run(directory);
    expect(report).toMatchObject({
      state: 'failed',
      error: { code: 1305, details: { exitCode: 9 } },
      payload: { exitCode: 9 },
      outputs: [],
    });
    expect(await storedNames(storage)).toEqual(['in.root', 'log.tgz']);
    expect(report.logExtract).toContain('broken');
  });

  it('hands on the payload’s own report, if it is a JSON object', async () => {
    const good = await prepare(`echo '{"nevents": 5}' > jobReport.json; cp in.root out.root`);
    expect((await run(good.directory)).report.payloadReport?.trim()).toBe('{"nevents": 5}');
    const bad = await prepare('echo "{" > jobReport.json; cp in.root out.root');
    expect((await run(bad.directory)).report.payloadReport).toBeUndefined();
    const link = await prepare('ln -s /etc/hostname jobReport.json; cp in.root out.root');
    expect((await run(link.directory)).report.payloadReport).toBeUndefined();
  });
});
