import { describe, expect, it } from 'vitest';
import { readJobDirectory } from '../../src/evidence/read-directory.ts';
import { type JobStory, jobStory } from '../../src/story/job-story.ts';
import { acceptedAt, at, failedJob, jobDirectoryWith } from '../a-job.ts';

async function storyOf(files: Readonly<Record<string, string>>): Promise<JobStory> {
  return jobStory(await readJobDirectory(await jobDirectoryWith(files)));
}

const journal = (...events: readonly object[]): string =>
  [{ event: 'job-accepted', pandaId: 7, attemptNumber: 1 }, ...events]
    .map((event, index) => `${JSON.stringify({ v: 1, at: at(index), ...event })}\n`)
    .join('');

describe('the outcome', () => {
  it('is the first cause, with whose it is', async () => {
    expect((await storyOf(failedJob)).outcome).toMatchObject({
      kind: 'failed',
      cause: { code: 1305, whose: 'the owner of the job', phase: 'in the payload' },
    });
  });

  it('is broken off where nobody works on a job that has not ended', async () => {
    const story = await storyOf({
      'journal.jsonl': journal({ event: 'payload-starting', step: 0 }, { event: 'recovery-begun', pid: 3 }),
    });
    expect(story.outcome).toEqual({ kind: 'broken-off' });
    expect(story.timeline?.spans).toMatchObject([
      { kind: 'waiting' },
      { kind: 'running', failed: true, note: 'its end is not on record' },
    ]);
    expect(story.notices).toEqual(['A later pilot has taken the job up after the first had died.']);
  });

  it('is as the report says, whatever the journal lacks', async () => {
    const report = {
      version: 1,
      pandaId: 7,
      attemptNumber: 1,
      state: 'finished',
      payload: { exitCode: 0, startedAt: at(0), endedAt: at(10), cpuSeconds: 9, memory: { maxPssKb: 1_000_000 } },
      inputs: [],
      outputs: [],
      timings: {},
      logExtract: '--- payload.stdout\nbye',
    };
    const story = await storyOf({
      'report.json': JSON.stringify(report),
      'journal.jsonl': journal({ event: 'report-written', state: 'finished' }),
    });
    expect(story.outcome).toEqual({ kind: 'finished', provisional: false });
    expect(story.notices).toEqual([expect.stringContaining('has not acknowledged the final update')]);
    expect(story.lastWords).toBe('--- payload.stdout\nbye');
    expect(story.facts).toEqual(
      expect.arrayContaining([
        { label: 'Payload', value: 'exit 0', note: '10.0 s' },
        { label: 'CPU time', value: '9.0 s', note: '90 % of 1 core' },
        { label: 'Memory, peak', value: '1.0 GB', note: 'PSS' },
      ]),
    );
  });
});

describe('the timeline', () => {
  it('has phases and transfers in order of their beginnings, and when the job failed', async () => {
    const { timeline } = await storyOf(failedJob);
    expect(timeline?.spans.map(({ kind, from, to }) => [kind, from - acceptedAt, to - acceptedAt])).toEqual([
      ['waiting', 0, 1000],
      ['staging-in', 1000, 3000],
      ['transfer', 1000, 3000],
      ['running', 3000, 13_000],
      ['transfer', 13_500, 14_000],
    ]);
    expect(timeline?.failedAt).toBe(acceptedAt + 13_000);
  });

  it('is absent where nothing tells of any moment', async () => {
    expect((await storyOf({ 'runjob.log': 'x' })).timeline).toBeUndefined();
  });

  it('keeps phases in their order where one took no time, and transfers behind their phase', async () => {
    const logged = (facts: object): string =>
      `${JSON.stringify({ level: 30, time: acceptedAt, process: 'runjob', ...facts })}\n`;
    const log = [
      { phase: 'running', durationMs: 500.4, msg: 'phase over' },
      { phase: 'staging-out', durationMs: 0.1, msg: 'phase over' },
      {
        time: acceptedAt + 75,
        lfn: 'log.tgz',
        mode: 'copied',
        copytool: 'cp',
        sizeBytes: 9,
        verification: 'size',
        durationMs: 4,
        msg: 'stored',
      },
      { time: acceptedAt + 75, phase: 'storing-log', durationMs: 75.3, msg: 'phase over' },
    ];
    const { timeline } = await storyOf({ 'runjob.log': log.map(logged).join('') });
    expect(timeline?.spans.map(({ label }) => label)).toEqual(['Payload', 'Stage-out', 'Log', 'log.tgz']);
  });
});

describe('the files', () => {
  it('have size, checksum and how they were moved, out of journal and log', async () => {
    expect((await storyOf(failedJob)).files).toEqual([
      {
        role: 'input',
        lfn: 'in.root',
        sizeBytes: 4_000_000,
        checksum: 'ad:00c0ffee',
        copytool: 'cp',
        durationMs: 2000,
        verification: 'checksum',
        state: 'moved',
      },
      { role: 'output', lfn: 'out.root', durationMs: 500, state: 'failed', error: { code: 1137, reason: 'no space' } },
    ]);
  });
});
