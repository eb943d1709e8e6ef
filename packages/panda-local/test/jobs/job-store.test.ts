import { appendFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import type { JobRecord } from '../../src/jobs/job-record.ts';
import { JobStore, type WriteBytes } from '../../src/jobs/job-store.ts';
import { createJobRecord } from '../../src/jobs/wire-job.ts';
import { bareJob } from '../local-server.ts';

const record = (pandaId: number, more: Partial<JobRecord> = {}): JobRecord => ({
  ...createJobRecord(pandaId, bareJob, new Date('2026-06-01')),
  ...more,
});

function recordingLogger() {
  const warnings: string[] = [];
  return { warnings, logger: { ...silentLogger, warn: (_: unknown, message: string) => void warnings.push(message) } };
}

function reopened(directory: string, write?: WriteBytes) {
  const { warnings, logger } = recordingLogger();
  return { store: new JobStore(directory, logger, write), warnings };
}

/** A journal of three lines: job 1, job 2, job 1 running. */
async function journal(): Promise<{ directory: string; path: string }> {
  const directory = await tempDir();
  const { store } = reopened(directory);
  store.put(record(1));
  store.put(record(2));
  store.put(record(1, { status: 'running' }));
  store.close();
  return { directory, path: join(directory, 'jobs.jsonl') };
}

describe('a journal that is read again', () => {
  it('has every job as it was last stored, and goes on counting', async () => {
    const { directory } = await journal();
    const { store, warnings } = reopened(directory);
    expect(store.all()).toEqual([record(1, { status: 'running' }), record(2)]);
    expect(store.nextId()).toBe(3);
    expect(statSync(join(directory, 'jobs.jsonl')).mode & 0o777).toBe(0o600);
    expect(warnings).toEqual([]);
    store.close();
  });

  it('survives a cut at any byte, and loses no line before it', async () => {
    const { directory, path } = await journal();
    const whole = readFileSync(path);
    const lines = whole.toString().trimEnd().split('\n');
    const ends = [lines[0]?.length ?? 0, whole.indexOf(10, (lines[0]?.length ?? 0) + 1), whole.length - 1];
    for (let cut = 0; cut < whole.length; cut += 97) {
      writeFileSync(path, whole.subarray(0, cut));
      const { store, warnings } = reopened(directory);
      const complete = ends.filter((end) => end <= cut).length;
      expect(store.all()).toHaveLength(Math.min(complete, 2));
      expect(warnings.length).toBeLessThanOrEqual(1);
      store.put(record(9));
      store.close();
      const { store: again, warnings: none } = reopened(directory);
      expect(again.get(9)).toBeDefined();
      expect(none).toEqual([]);
      again.close();
    }
  });

  it('accepts a last line that lacks only its newline', async () => {
    const { directory, path } = await journal();
    truncateSync(path, statSync(path).size - 1);
    const { store, warnings } = reopened(directory);
    expect(store.get(1)?.status).toBe('running');
    expect(warnings).toEqual([]);
    store.close();
  });

  it('leaves out a damaged line, says so, and keeps the damaged file aside', async () => {
    const { directory, path } = await journal();
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, [lines[0], 'rubbish \u0000', lines[1], lines[2], ''].join('\n'));
    const { store, warnings } = reopened(directory);
    expect(store.all()).toHaveLength(2);
    expect(warnings).toEqual(['unreadable line of the job journal left out']);
    expect(readFileSync(`${path}.damaged`, 'utf8')).toContain('rubbish');
    expect(readFileSync(path, 'utf8')).not.toContain('rubbish');
    store.close();
  });

  it('refuses what a later version wrote', async () => {
    const { directory, path } = await journal();
    appendFileSync(path, '{"version":2}\n');
    expect(() => reopened(directory)).toThrow('written by a later panda-local (version 2)');
  });
});

describe('a disk that is full', () => {
  it('changes nothing, and what comes later does not suffer from the half line', async () => {
    const { directory } = await journal();
    let full = false;
    const { store } = reopened(directory, (file, data, offset) => {
      if (!full) return writeSync(file, data, offset);
      writeSync(file, data, 0, 20);
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
    });
    full = true;
    expect(() => store.put(record(2, { status: 'running' }))).toThrow('ENOSPC');
    expect(store.get(2)?.status).toBe('activated');
    full = false;
    store.put(record(1, { status: 'holding' }));
    store.close();
    const { store: again } = reopened(directory);
    expect(again.get(1)?.status).toBe('holding');
    expect(again.get(2)?.status).toBe('activated');
    again.close();
  });
});

describe('a long journal', () => {
  it('is written anew when old lines fill it, and nothing is lost', async () => {
    const directory = await tempDir();
    const { store } = reopened(directory);
    const stdout = 'x'.repeat(1024 * 1024);
    store.put(record(1));
    for (let round = 0; round < 30; round++) store.put(record(2, { stdout, attempt: round }));
    expect(statSync(join(directory, 'jobs.jsonl')).size).toBeLessThan(24 * 1024 * 1024);
    store.close();
    const { store: again } = reopened(directory);
    expect(again.all().map(({ attempt }) => attempt)).toEqual([1, 29]);
    expect(existsSync(join(directory, 'jobs.jsonl.new'))).toBe(false);
    again.close();
  });
});
