import { PilotError } from '@panda-pilot/core';
import type { StageInOutcome } from '@panda-pilot/movers-core';
import { describe, expect, it } from 'vitest';
import { tellTransfers } from '../../src/transfers/tell-transfers.ts';

const attempt = {
  copytool: 'xrdcp',
  url: 'root://a//x',
  kind: 'network',
  message: 'connection reset',
  beganAt: 0,
  endedAt: 1,
} as const;
const moved: readonly StageInOutcome[] = [
  {
    kind: 'staged',
    lfn: 'a.root',
    path: '/data/a.root',
    mode: 'copied',
    copytool: 'xrdcp',
    url: 'root://a//a.root',
    sizeBytes: 5_000_000,
    checksum: { algorithm: 'adler32', value: '0a1b2c3d' },
    verification: 'checksum',
    durationMs: 2000,
    failedAttempts: [attempt],
  },
  { kind: 'remote', lfn: 'b.root', copytool: 'xrdcp', url: 'root://a//b.root', durationMs: 0, failedAttempts: [] },
  {
    kind: 'failed',
    lfn: 'c.root',
    error: new PilotError('NO_SUCH_FILE', 'root://a//c.root'),
    failedAttempts: [attempt, { ...attempt, kind: 'not-found' }],
    durationMs: 10,
  },
];

function told(
  json: boolean,
  outcomes: readonly StageInOutcome[] = moved,
): { readonly out: string; readonly err: string; readonly exitCode: number } {
  const [out, err]: [string[], string[]] = [[], []];
  const streams = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text), isTTY: false },
  };
  const exitCode = tellTransfers(outcomes, { json, direction: 'stage-in' }, streams);
  return { out: out.join(''), err: err.join(''), exitCode };
}

describe('what is told of transfers by hand', () => {
  it('is a table, and for each failure every try and what to do', () => {
    expect(told(false)).toEqual({
      out: `file      bytes  checksum     seconds  MB/s  tool   result
a.root  5000000  ad:0a1b2c3d     2.00   2.5  xrdcp  copied, checksums agree, after 1 that failed
b.root        -  -               0.00     -  xrdcp  to be opened at root://a//b.root
c.root        -  -               0.01     -  xrdcp  NO_SUCH_FILE (1103)
`,
      err: expect.stringMatching(
        /^panda-pilot: c\.root: .*: root:\/\/a\/\/c\.root \(1103\)\ntried:\n {2}xrdcp root:\/\/a\/\/x: network: connection reset\n.*not-found.*\nhint: .+\n$/,
      ),
      exitCode: 5,
    });
  });

  it('is what an error knows of its own, or else how to see more', () => {
    const hintOf = (hint?: string): string => {
      const error = new PilotError('STAGE_IN_FAILED', 'file:///x', hint === undefined ? {} : { hint });
      return told(false, [{ kind: 'failed', lfn: 'x', error, failedAttempts: [], durationMs: 1 }]).err;
    };
    expect(hintOf()).toMatch(/\nhint: --verbose shows/);
    expect(hintOf('open the door')).toMatch(/\nhint: open the door\n/);
  });

  it('is the same as JSON', () => {
    const { out, err, exitCode } = told(true);
    expect({ ...JSON.parse(out), err, exitCode }).toMatchObject({
      type: 'stage-in',
      failed: 1,
      files: [
        { file: 'a.root', result: 'staged', bytes: 5_000_000, megabytesPerSecond: 2.5, path: '/data/a.root' },
        { file: 'b.root', result: 'remote', url: 'root://a//b.root' },
        { file: 'c.root', result: 'failed', error: { type: 'error', code: 1103 }, failedAttempts: [{}, {}] },
      ],
      err: '',
      exitCode: 5,
    });
  });
});
