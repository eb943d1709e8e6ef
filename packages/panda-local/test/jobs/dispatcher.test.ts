import { silentLogger } from '@panda-pilot/core';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Dispatcher, type DispatcherOptions } from '../../src/jobs/dispatcher.ts';
import { JobStore } from '../../src/jobs/job-store.ts';
import type { JobUpdate } from '../../src/jobs/update-rules.ts';
import { bareJob, fullJob, goodReport } from '../local-server.ts';

const options: DispatcherOptions = {
  clock: () => new Date('2026-06-01T12:00:00Z'),
  logger: silentLogger,
  plugin: 'generic',
  adder: 'immediate',
  queueStatus: {},
};
const finished: JobUpdate = {
  status: 'finished',
  attempt: 1,
  columns: {},
  outputReport: goodReport,
  metadata: '',
  stdout: '',
  pilotLog: '',
};

async function dispatcher(more: Partial<DispatcherOptions> = {}, directory?: string) {
  const desk = new Dispatcher(new JobStore(directory ?? (await tempDir()), silentLogger), { ...options, ...more });
  return desk;
}

describe('the adder', () => {
  it('judges a final report at once', async () => {
    const desk = await dispatcher();
    onTestFinished(() => desk.close());
    const { pandaId } = desk.submit(fullJob);
    desk.update(pandaId, finished);
    expect(desk.job(pandaId)).toMatchObject({ status: 'finished' });
    expect(desk.job(pandaId)?.history.map(({ status }) => status)).toEqual(['activated', 'holding', 'finished']);
  });

  it('waits when it is manual', async () => {
    const desk = await dispatcher({ adder: 'manual' });
    onTestFinished(() => desk.close());
    const { pandaId } = desk.submit(fullJob);
    desk.update(pandaId, finished);
    expect(desk.job(pandaId)?.status).toBe('holding');
    expect(desk.update(pandaId, finished).kind).toBe('already-done');
    desk.runAdder();
    expect(desk.job(pandaId)?.status).toBe('finished');
    expect(desk.update(pandaId, finished).kind).toBe('gone');
  });

  it('finds, at the start, a report that a server left behind without a verdict', async () => {
    const directory = await tempDir();
    const before = await dispatcher({ adder: 'manual' }, directory);
    const { pandaId } = before.submit(fullJob);
    before.update(pandaId, finished);
    before.close();
    const after = await dispatcher({}, directory);
    onTestFinished(() => after.close());
    expect(after.job(pandaId)?.status).toBe('finished');
  });
});

describe('settled', () => {
  it('resolves for everybody who waits, when the verdict comes', async () => {
    const desk = await dispatcher();
    onTestFinished(() => desk.close());
    const { pandaId } = desk.submit(fullJob);
    const waiting = [desk.settled(pandaId), desk.settled(pandaId)];
    desk.update(pandaId, finished);
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(['finished', 'finished']);
    expect((await desk.settled(pandaId)).status).toBe('finished');
  });

  it('resolves for a job that is killed', async () => {
    const desk = await dispatcher();
    onTestFinished(() => desk.close());
    const { pandaId } = desk.submit(bareJob);
    const waiting = desk.settled(pandaId);
    desk.kill(pandaId);
    expect((await waiting).status).toBe('cancelled');
  });

  it('rejects with the reason of its signal, before and while it waits', async () => {
    const desk = await dispatcher();
    onTestFinished(() => desk.close());
    const { pandaId } = desk.submit(bareJob);
    const patience = new AbortController();
    const waiting = desk.settled(pandaId, patience.signal);
    patience.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(desk.settled(pandaId, patience.signal)).rejects.toThrow('enough');
  });

  it('rejects when the server closes, and for a job that does not exist', async () => {
    const desk = await dispatcher();
    const { pandaId } = desk.submit(bareJob);
    const waiting = desk.settled(pandaId);
    await expect(desk.settled(99)).rejects.toThrow(new RangeError('there is no job 99'));
    desk.close();
    await expect(waiting).rejects.toThrow('panda-local is closed');
  });
});

describe('commands', () => {
  it('keeps debug mode and the last command apart, and takes both back', async () => {
    const desk = await dispatcher();
    onTestFinished(() => desk.close());
    const { pandaId } = desk.submit(bareJob);
    desk.command(pandaId, 'debug');
    desk.command(pandaId, 'ps -ef');
    expect(desk.command(pandaId, 'ls')).toMatchObject({ debug: true, commandToPilot: 'ls' });
    const clear = desk.command(pandaId, '');
    expect(clear.debug).toBe(false);
    expect(clear).not.toHaveProperty('commandToPilot');
  });

  it('refuses one of more than 250 characters', async () => {
    const desk = await dispatcher();
    onTestFinished(() => desk.close());
    const { pandaId } = desk.submit(bareJob);
    expect(() => desk.command(pandaId, 'x'.repeat(251))).toThrow('at most 250 characters');
  });
});
