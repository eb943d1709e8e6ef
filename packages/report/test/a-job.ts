import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';

/** When the job of these tests was accepted. */
export const acceptedAt = Date.UTC(2026, 10, 22, 12, 0, 0);

/** So many seconds later, as the journal has it. */
export function at(seconds: number): string {
  return new Date(acceptedAt + seconds * 1000).toISOString();
}

function lines(...records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

const failure = {
  type: 'error',
  code: 1305,
  name: 'PAYLOAD_EXECUTION_FAILURE',
  message: 'The payload failed: exit code 3: <script>alert(1)</script>',
  hint: 'For the user: read payload.stderr',
  details: {},
};

const logged = (seconds: number, facts: object, level = 30): object => ({
  level,
  time: acceptedAt + seconds * 1000,
  process: 'runjob',
  jobId: 7,
  ...facts,
});

/** What a failed job has left: one input, a payload of ten seconds, a log. */
export const failedJob = {
  'journal.jsonl': lines(
    { v: 1, at: at(0), event: 'job-accepted', pandaId: 7, attemptNumber: 2 },
    { v: 1, at: at(1), event: 'runjob-started', pid: 12 },
    { v: 1, at: at(3), event: 'input-staged', lfn: 'in.root', sizeBytes: 4_000_000, checksum: 'ad:00c0ffee' },
    { v: 1, at: at(3), event: 'payload-starting', step: 0 },
    { v: 1, at: at(13), event: 'payload-ended', ending: { kind: 'exited', exitCode: 3 }, step: 0 },
    { v: 1, at: at(13), event: 'job-failed', error: failure },
  ),
  'runjob.log': lines(
    logged(3, {
      lfn: 'in.root',
      mode: 'copied',
      copytool: 'cp',
      sizeBytes: 4_000_000,
      verification: 'checksum',
      durationMs: 2000,
      msg: 'staged in',
    }),
    logged(3, { phase: 'staging-in', durationMs: 2000, msg: 'phase over' }),
    logged(13, { phase: 'running', durationMs: 10_000, msg: 'phase over' }),
    logged(14, { lfn: 'out.root', code: 1137, reason: 'no space', durationMs: 500, msg: 'transfer failed' }, 50),
  ),
  'samples.jsonl': [4, 6, 8]
    .map((seconds, index) =>
      JSON.stringify({
        at: at(seconds),
        processes: 2,
        threads: 3,
        vmemKb: 1,
        pssKb: 1000 * (index + 1),
        rssKb: 2000,
        swapKb: 0,
        userSeconds: 2 * index + 1,
        systemSeconds: 0,
        readBytes: 0,
        writtenBytes: 1_000_000 * index,
        wallSeconds: seconds - 3,
        streams: {},
      }),
    )
    .join('\n'),
  'work/payload.stdout': 'reading in.root\n',
  'work/payload.stderr': '</script><img src=x onerror=alert(2)>\n',
};

/** The directory `PandaJob_7` of a job that has left `files`; resolves with its path. */
export async function jobDirectoryWith(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await tree(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`PandaJob_7/${name}`, text])),
  );
  return join(root, 'PandaJob_7');
}
