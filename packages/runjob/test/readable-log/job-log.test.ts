import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { type JobLogOptions, jobLog, pilotLog } from '../../src/readable-log/job-log.ts';
import { allOf } from './all-of.ts';

const second = (n: number): string => new Date(n * 1000).toISOString();
const json = (time: number, facts: object): string => `${JSON.stringify({ level: 30, time: time * 1000, ...facts })}\n`;

const files = {
  'pilot.log':
    json(1, { msg: 'hello' }) + json(2, { jobId: 7, msg: 'job taken' }) + json(3, { jobId: 8, msg: 'another' }),
  'PandaJob_7/runjob.log':
    json(4, { process: 'runjob', jobId: 7, msg: 'payload started' }) +
    json(8, { process: 'runjob', jobId: 7, msg: 'payload ended' }) +
    '{"level":30,"time"',
  'PandaJob_7/runjob.stderr': 'a warning of Node\n',
  'PandaJob_7/journal.jsonl': `{"at":"${second(7)}","event":"payload-ended"}\n{"at":"${second(9)}","event":"log-stored"}\n`,
  'PandaJob_7/samples.jsonl': `{"at":"${second(5)}","streams":{"payload.stdout":8}}\n`,
  'PandaJob_7/work/payload.stdout': 'event 1\nevent 2 token=eyJhbGciOiJub25lIn0.eyJzdWIiOiJqb2UifQ.c2lnbmF0dXJl\n',
  'PandaJob_7/work/payload.stderr': 'oops\n',
};

async function texts(root: string, options: Partial<JobLogOptions> = {}): Promise<string[]> {
  const lines = await allOf(jobLog(root, { payload: true, pilot: true, ...options }));
  return lines.map(({ at, source, text }) => `${at / 1000} ${source} ${text}`);
}

describe('jobLog', () => {
  it('merges what pilot, runjob and payload wrote of the job', async () => {
    const site = await tree(files);
    expect(await texts(join(site, 'PandaJob_7'))).toEqual([
      '1 pilot hello',
      '2 pilot job taken',
      '4 runjob payload started',
      '5 payload out: event 1',
      expect.stringMatching(/^7 payload out: event 2 token=(?!eyJ)/),
      '7 payload err: oops',
      '8 runjob payload ended',
      '9 runjob a warning of Node',
    ]);
  });

  it('has what each part of the payload wrote before the next began', async () => {
    const ended = (n: number, part: string): string =>
      `{"at":"${second(n)}","event":"payload-ended","part":"${part}"}\n`;
    const site = await tree({
      'PandaJob_7/journal.jsonl':
        ended(2, 'preprocess') + ended(3, 'payload_9') + ended(4, 'payload_10') + ended(6, 'postprocess'),
      'PandaJob_7/samples.jsonl': `{"at":"${second(5)}","streams":{"payload_9.stdout":8,"payload_10.stdout":8}}\n`,
      'PandaJob_7/work/postprocess.stdout': 'swept',
      'PandaJob_7/work/payload_10.stdout': 'ten',
      'PandaJob_7/work/payload_9.stderr': 'hm',
      'PandaJob_7/work/payload_9.stdout': 'nine',
      'PandaJob_7/work/preprocess.stdout': 'made ready',
    });
    expect(await texts(join(site, 'PandaJob_7'))).toEqual([
      '2 payload preprocess.out: made ready',
      '3 payload 9.out: nine',
      '3 payload 9.err: hm',
      '4 payload 10.out: ten',
      '6 payload postprocess.out: swept',
    ]);
  });

  it('gives lines of a payload whose end nobody has seen the time at which they were in their file', async () => {
    const site = await tree({ 'PandaJob_7/work/payload.stdout': 'the last words\n' });
    utimesSync(join(site, 'PandaJob_7/work/payload.stdout'), 1000, 1000);
    expect(await texts(join(site, 'PandaJob_7'))).toEqual(['1000 payload out: the last words']);
  });

  it('has what a payload of another account wrote, too', async () => {
    const site = await tree({ 'PandaJob_7/payload/work/payload.stdout': 'as somebody else\n' });
    const [line = ''] = await texts(join(site, 'PandaJob_7'));
    expect(line).toMatch(/payload out: as somebody else$/);
  });

  it('leaves out what is not wanted', async () => {
    const site = await tree(files);
    expect(await texts(join(site, 'PandaJob_7'), { payload: false, pilot: false })).toEqual([
      '4 runjob payload started',
      '8 runjob payload ended',
      '9 runjob a warning of Node',
    ]);
  });

  it('does without every file', async () => {
    expect(await texts(join(await tree({ 'a/b': '' }), 'a'))).toEqual([]);
  });
});

describe('pilotLog', () => {
  it('is the whole log of the pilot', async () => {
    expect(await allOf(pilotLog(await tree(files)))).toHaveLength(3);
  });
});
