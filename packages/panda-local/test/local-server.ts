import { onTestFinished } from 'vitest';
import { tempDir } from '@panda-pilot/testkit';
import { type PandaLocal, type PandaLocalOptions, startPandaLocal, type SubmittedJob } from '../src/index.ts';

/** A server of this test's own, closed when the test ends. */
export async function localServer(options: Partial<PandaLocalOptions> = {}): Promise<PandaLocal> {
  const server = await startPandaLocal({ directory: options.directory ?? (await tempDir()), ...options });
  onTestFinished(() => server.close());
  return server;
}

export const bareJob: SubmittedJob = { queue: 'Q', transformation: '/bin/true' };

export const fullJob: SubmittedJob = {
  queue: 'Q',
  transformation: 'payload.sh',
  inputs: [{ lfn: 'in.1', scope: 'mc', sizeBytes: 3, checksum: 'ad:024d0127' }],
  outputs: [{ lfn: 'out.1', scope: 'mc' }],
  log: { lfn: 'log.tgz', scope: 'mc' },
};

export const fileReport = { guid: 'a-guid', fsize: 5, adler32: '01020304' };
export const goodReport = JSON.stringify({ 'out.1': fileReport, 'log.tgz': fileReport });

const json = { 'Content-Type': 'application/json' };

export interface Answer {
  readonly success: boolean;
  readonly message: string;
  readonly data: unknown;
}

/** Calls a POST method as a good client does. */
export async function post(server: PandaLocal, method: string, body: unknown, headers = {}): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${server.url}/api/v1/${method}`, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: text,
  });
  return (await response.json()) as Answer;
}

/** Calls a GET method as a good client does; `query` without the question mark. */
export async function get(server: PandaLocal, method: string, query = '', headers = {}): Promise<Answer> {
  const response = await fetch(`${server.url}/api/v1/${method}?${query}`, {
    headers: { Accept: 'application/json', ...headers },
  });
  return (await response.json()) as Answer;
}

/** Takes one job of queue Q, whatever its label. */
export async function acquire(server: PandaLocal, request: Record<string, unknown> = {}): Promise<Answer> {
  return post(server, 'pilot/acquire_jobs', { site_name: 'Q', ...request });
}

/** An update that went well, as data. */
export async function update(server: PandaLocal, job_id: number, job_status: string, more = {}): Promise<unknown> {
  return (await post(server, 'pilot/update_job', { job_id, job_status, ...more })).data;
}
