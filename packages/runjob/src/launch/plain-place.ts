import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunJobDeps } from '../job-run.ts';
import type { PayloadPlace } from './payload-place.ts';

/** The work directory as it is, and payloads that run as the pilot itself: for jobs without an order. */
export function plainPlace({ assignment, directory, startCommand, stop }: RunJobDeps): PayloadPlace {
  return {
    prepare: async () => void (await mkdir(directory.temporary, { recursive: true, mode: 0o770 })),
    handOver: () => Promise.resolve(),
    environment: () => ({ TMPDIR: directory.temporary }),
    start: async ({ file, args, env, stdout, stderr }) =>
      startCommand(file, args, {
        cwd: directory.work,
        env,
        stdin: 'ignore',
        stdout: { file: stdout },
        stderr: { file: stderr },
        signal: stop.signal,
        graceMs: assignment.settings.graceMs,
        leftovers: 'kill',
        whenWeDie: 'kill',
        // The sampler looks.
        usage: 'counted',
      }),
    collect: (lfn) => Promise.resolve(join(directory.work, lfn)),
    disclose: () => Promise.resolve(),
    examine: ([file, ...args], { path, ...bounds }) =>
      startCommand(file, args, {
        cwd: '/',
        env: { PATH: path, LC_ALL: 'C' },
        stdin: 'ignore',
        killSignal: 'SIGKILL',
        ...bounds,
      }).result,
    renewCredential: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
