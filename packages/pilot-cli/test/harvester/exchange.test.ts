import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Logger, silentLogger } from '@panda-pilot/core';
import type { JobReport } from '@panda-pilot/runjob';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { readAttributes } from '../../src/harvester/attributes-file.ts';
import { readEventStatus } from '../../src/harvester/event-status.ts';
import { createHarvesterExchange } from '../../src/harvester/exchange.ts';
import { harvesterPlan } from '../../src/harvester/harvester-plan.ts';
import { readJobRequest } from '../../src/harvester/job-request.ts';

const report: JobReport = {
  version: 1,
  pandaId: 7,
  attemptNumber: 1,
  state: 'finished',
  payload: {},
  inputs: [],
  outputs: [{ lfn: 'out', guid: 'G', surl: '/h/out', sizeBytes: 3 }],
  timings: {},
  payloadReport: '{"executor":[{"name":"a","logfileReport":{"long":1}}],"exitCode":0}',
  logExtract: '',
};

async function exchangeIn(mode: 'push' | 'pull', cwd: string, logger: Logger = silentLogger) {
  const plan = harvesterPlan({ harvester: mode }, { cwd, env: {} });
  if (plan === undefined) throw new Error('there is a plan');
  return { plan, exchange: createHarvesterExchange(plan, { logger, now: () => new Date(0) }) };
}

const bounds = { patienceMs: 20, signal: new AbortController().signal };

describe('the exchange with Harvester', () => {
  it('goes from the request of a job to one that is given back', async () => {
    const cwd = await tempDir();
    const { plan, exchange } = await exchangeIn('pull', cwd);
    expect(await exchange.takeJobs(bounds)).toBeUndefined();
    await exchange.askForJobs(2);
    expect(await readJobRequest(plan.jobRequest)).toBe(2);
    await writeFile(join(cwd, 'pandaJobData.out'), '{"7": {}}');
    expect(await exchange.takeJobs(bounds)).toEqual([{ PandaID: 7 }]);
    expect(await readJobRequest(plan.jobRequest)).toBeUndefined();
    await exchange.tellState({ jobId: 7, state: 'running' });
    expect(await readAttributes(plan.workerAttributes)).toMatchObject({ jobId: 7, jobStatus: 'running' });
    await exchange.tellFiles(report);
    expect(await readEventStatus(plan.eventStatus)).toMatchObject({ 7: [{ type: 'output', path: '/h/out' }] });
    expect(JSON.parse(await readFile(plan.jobReport, 'utf8'))).toEqual({
      executor: [{ name: 'a', logfileReport: {} }],
      exitCode: 0,
    });
    await exchange.giveBack([{ PandaID: 8, attemptNr: 1 }]);
    expect((await readdir(cwd)).toSorted()).toEqual([
      'event_status.dump.json',
      'jobReport.json',
      'job_definition.json',
      'pandaJobData.out',
      'worker_attributes.json',
    ]);
    expect((await stat(plan.workerAttributes)).mode & 0o777).toBe(0o644);
    expect(await exchange.takeJobs(bounds)).toEqual([{ PandaID: 8, attemptNr: 1 }]);
  });

  it('waits in push mode, as long as it is told', async () => {
    const { exchange } = await exchangeIn('push', await tempDir());
    const startedAt = performance.now();
    expect(await exchange.takeJobs({ ...bounds, patienceMs: 60 })).toBeUndefined();
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(59);
  });

  it('writes what several jobs tell at once one after the other', async () => {
    const { plan, exchange } = await exchangeIn('pull', await tempDir());
    await Promise.all([1, 2, 3, 4].map((pandaId) => exchange.tellFiles({ ...report, pandaId })));
    expect(Object.keys((await readEventStatus(plan.eventStatus)) ?? {})).toEqual(['1', '2', '3', '4']);
  });

  it('does not stop a job when nothing can be written', async () => {
    const warnings: string[] = [];
    const logger: Logger = { ...silentLogger, warn: (_, message) => void warnings.push(message) };
    const { exchange } = await exchangeIn('pull', '/proc/nowhere', logger);
    expect(await exchange.tellState({ jobId: 7, state: 'running' })).toMatchObject({ code: 'ENOENT' });
    await exchange.askForJobs(1);
    expect(warnings).toEqual(['Harvester could not be told', 'Harvester could not be told']);
  });
});
