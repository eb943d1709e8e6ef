import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isLeaseName, readLease } from '@panda-pilot/lease';
import { expectNoProcessNaming, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bareJob, fullJob, goodReport, localServer } from './local-server.ts';

const binary = join(import.meta.dirname, '../dist/bin/panda-local.js');

/** The built command, serving on a directory; ended with the test. */
async function served(directory: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [binary, 'serve', '--port', '0', '--directory', directory], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return { child, url: line.toString().trim() };
}

async function call(url: string, path: string, body: unknown): Promise<{ pandaId: number; data: { command: string } }> {
  const response = await fetch(url + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  });
  return (await response.json()) as { pandaId: number; data: { command: string } };
}

/** Submits, begins and finishes jobs until the connection breaks; tells of all that was acknowledged. */
async function work(url: string): Promise<Map<number, string>> {
  const acknowledged = new Map<number, string>();
  try {
    for (;;) {
      const { pandaId } = await call(url, '/local/submit', fullJob);
      acknowledged.set(pandaId, 'activated');
      await call(url, '/api/v1/pilot/update_job', { job_id: pandaId, job_status: 'running' });
      acknowledged.set(pandaId, 'running');
      await call(url, '/api/v1/pilot/update_job', {
        job_id: pandaId,
        job_status: 'finished',
        job_output_report: goodReport,
      });
      acknowledged.set(pandaId, 'finished');
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // what fetch says of a broken connection
    return acknowledged;
  }
}

const order = ['activated', 'running', 'holding', 'finished'];

describe('kill -9', () => {
  it('at any moment loses nothing that was answered', async () => {
    const directory = await tempDir();
    const known = new Map<number, string>();
    for (let round = 0; round < 8; round++) {
      const { child, url } = await served(directory);
      // A connection that the dead process has never accepted is reset late, or not at all: a call goes before on each of the two.
      const before = await Promise.all([1, 2].map(() => call(url, '/local/submit', bareJob)));
      for (const { pandaId } of before) known.set(pandaId, 'activated');
      const working = Promise.all([work(url), work(url)]);
      const exited = once(child, 'exit');
      setTimeout(() => child.kill('SIGKILL'), 20 + round * 23);
      for (const [id, status] of (await working).flatMap((part) => [...part])) known.set(id, status);
      await exited;
      const server = await localServer({ directory });
      const states = new Map(server.jobs().map(({ pandaId, status }) => [pandaId, status]));
      for (const [id, status] of known) {
        expect(order.indexOf(states.get(id) ?? ''), `job ${id}, acknowledged as ${status}`).toBeGreaterThanOrEqual(
          order.indexOf(status),
        );
      }
      expect(server.jobs().filter(({ status }) => status === 'holding')).toEqual([]);
      await server.close();
    }
    expect(known.size).toBeGreaterThan(2 * 8);
    // Eight processes, one after the other.
  }, 180_000);
});

describe('the built command', () => {
  it('leaves the directory to the next one at SIGTERM, and no process', async () => {
    const directory = await tempDir();
    const { child, url } = await served(directory);
    await call(url, '/local/submit', bareJob);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(readdirSync(directory).filter((name) => !isLeaseName(name))).toEqual(['jobs.jsonl']);
    expect(readLease(directory).kind).toBe('free');
    await expectNoProcessNaming(directory);
  });

  it('refuses a directory in which another one serves, and says so', async () => {
    const directory = await tempDir();
    await served(directory);
    const second = spawn(process.execPath, [binary, 'serve', '--port', '0', '-d', directory], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let err = '';
    second.stderr?.on('data', (chunk) => (err += String(chunk)));
    expect(await once(second, 'close')).toEqual([1, null]);
    expect(err).toMatch(/^panda-local: .* is in use by another panda-local \(pid \d+\)\n$/);
  });
});
