import { describe, expect, it } from 'vitest';
import type { AgentEvent } from '../../src/agent-event.ts';
import { type ScreenFrame, renderScreen } from '../../src/screen/render-screen.ts';
import { emptyScreen, nextState } from '../../src/screen/screen-state.ts';

const frame: ScreenFrame = {
  queue: 'MY_QUEUE',
  slots: 2,
  now: 20_000,
  startedAt: 0,
  ending: false,
  columns: 120,
  rows: 24,
  colour: false,
};
const transfer = { pandaId: 7, direction: 'stage-in', totalBytes: 1_000_000_000 } as const;

function shown(
  events: readonly (readonly [at: number, event: AgentEvent])[],
  given: Partial<ScreenFrame> = {},
): readonly string[] {
  const state = events.reduce((before, [at, event]) => nextState(before, event, at), emptyScreen);
  return renderScreen(state, { ...frame, ...given });
}

const stagingIn = [
  [10_000, { type: 'phase', phase: 'staging-in', pandaId: 7 }],
  [10_000, { ...transfer, type: 'transfer-started', lfn: 'a.root', bytes: 0 }],
  [12_000, { ...transfer, type: 'transfer-ended', lfn: 'a.root', bytes: 1e9, durationMs: 2000 }],
  [12_000, { ...transfer, type: 'transfer-started', lfn: 'EVNT.33456789._000013.pool.root.1', bytes: 0 }],
  [20_000, { ...transfer, type: 'transfer-progress', lfn: 'EVNT.33456789._000013.pool.root.1', bytes: 400_000_000 }],
] as const;

describe('the live screen', () => {
  it('shows what each job does, and its transfers with rate and time left', () => {
    expect(shown(stagingIn)).toEqual([
      'panda-pilot  MY_QUEUE  0:20  0 finished, 0 failed',
      'job 7  inputs are copied in  0:10  1 done',
      '  <- EVNT.33456789._000013.pool.root.1                 [########............]   40 % of 1.0 GB  50.0 MB/s  0:12 left',
      '1 of 2 slots free',
    ]);
  });

  it('says of a tool that does not tell how far it is, how long it has been at work', () => {
    const events = [[8000, { ...transfer, type: 'transfer-started', lfn: 'a.root', bytes: 0 }]] as const;
    expect(shown(events, { columns: 80 })[2]).toMatch(/^ {2}<- a\.root +1\.0 GB {2}for 0:12$/);
  });

  it('shows what a payload has used so far', () => {
    const usage = { cpuSeconds: 65, memory: { maxPssKb: 2_000_000 } };
    const events = [
      [1000, { type: 'payload-started', pandaId: 7, pid: 3, at: '' }],
      [9000, { type: 'payload-usage', pandaId: 7, usage }],
    ] as const;
    expect(shown(events)[1]).toBe('job 7  payload runs          0:19  CPU 1:05  memory up to 2.0 GB');
  });

  it('fits into small windows', () => {
    for (const columns of [20, 40, 80]) {
      for (const rows of [3, 4, 24]) {
        const lines = shown(stagingIn, { columns, rows });
        expect(lines.length).toBeLessThan(rows);
        expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(columns);
      }
    }
  });

  it('counts jobs that are over, and says that the pilot is to end', () => {
    const report = { state: 'failed' } as Extract<AgentEvent, { type: 'reported' }>['report'];
    expect(shown([...stagingIn, [15_000, { type: 'reported', pandaId: 7, report }]], { ending: true })).toEqual([
      'panda-pilot  MY_QUEUE  0:20  0 finished, 1 failed  ending: storing what there is',
    ]);
  });

  it('lets no name move the cursor', () => {
    const [, , line] = shown([[0, { ...transfer, type: 'transfer-started', lfn: '\u001B[2Jx\n', bytes: 0 }]]);
    expect(line).toContain(String.raw`<- \x1b[2Jx\n`);
  });
});
