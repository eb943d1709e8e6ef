import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { type LogsOptions, logs } from '../../src/commands/logs.ts';

const json = (time: number, facts: object): string => `${JSON.stringify({ level: 30, time, ...facts })}\n`;

const files = {
  'P/pilot.log': json(1, { msg: 'hello' }) + json(2, { jobId: 7, msg: 'seven' }) + json(4, { jobId: 8, msg: 'eight' }),
  'P/PandaJob_7/runjob.log': json(3, { process: 'runjob', jobId: 7, msg: 'ran' }),
  'P/PandaJob_8/runjob.log': json(5, { process: 'runjob', jobId: 8, msg: 'ran, too' }),
  'P/PandaJob_8/journal.jsonl': '{"v":1,"at":"1970-01-01T00:00:00.006Z","event":"payload-ended"}\n',
  'P/PandaJob_8/work/payload.stdout': 'done\n',
};

async function shown(
  directory: string,
  options: Partial<LogsOptions> = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let out = '';
  let err = '';
  const streams = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text), isTTY: false },
  };
  const code = await logs(
    directory,
    { payload: true, ...options },
    { cwd: '/', streams, stop: new AbortController().signal },
  );
  return { code, out, err };
}

describe('panda-pilot logs', () => {
  it('shows everything once, in order of time', async () => {
    const root = await tree(files);
    const { code, out } = await shown(root);
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.slice(25))).toEqual([
      'pilot        -  hello',
      'pilot        7  seven',
      'runjob       7  ran',
      'pilot        8  eight',
      'runjob       8  ran, too',
      'payload      8  out: done',
      '',
    ]);
  });

  it('shows one job only, or no payload, or JSON', async () => {
    const root = await tree(files);
    expect((await shown(root, { job: 8, payload: false })).out.split('\n').map((line) => line.slice(41))).toEqual([
      'hello',
      'eight',
      'ran, too',
      '',
    ]);
    const lines = (await shown(join(root, 'P/PandaJob_7'), { json: true })).out.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { text: string }).text)).toEqual(['hello', 'seven', 'ran']);
  });

  it('shows the log tarball of a job', async () => {
    const root = await tree({
      'tarball_PandaJob_8_Q/pilot/pilotlog.txt': '2026-11-22 21:16:40.188  runjob       8  ran\n',
      'tarball_PandaJob_8_Q/pilot/journal.jsonl': '{"v":1,"at":"2026-11-22T21:16:41.000Z","event":"payload-ended"}\n',
      'tarball_PandaJob_8_Q/work/payload.stderr': 'done\n',
      garbage: 'x',
    });
    const file = join(root, 'job.log.tgz');
    execFileSync('tar', ['czf', file, '-C', root, 'tarball_PandaJob_8_Q']);
    const { code, out } = await shown(file);
    expect({ code, lines: out.split('\n').map((line) => line.slice(25)) }).toEqual({
      code: 0,
      lines: ['runjob       8  ran', 'payload      8  err: done', ''],
    });
    await expect(shown(file, { job: 9 })).rejects.toThrow('the log of no job 9');
    await expect(shown(join(root, 'garbage'))).rejects.toThrow('garbage is not packed with gzip');
  });

  it('says so when there is nothing', async () => {
    const root = await tree(files);
    await expect(shown(join(root, 'nowhere'))).rejects.toThrow('nowhere is not there');
    await expect(shown(root, { job: 9 })).rejects.toThrow('no job 9 below');
    await expect(shown(await tree({ file: '' }))).rejects.toThrow('no pilot and no job below');
    const unpacked = await tree({
      'log/pilot/journal.jsonl':
        '{"v":1,"at":"1970-01-01T00:00:00.006Z","event":"job-accepted","pandaId":8,"attemptNumber":1}\n',
    });
    await expect(shown(unpacked)).rejects.toThrow('log is a log tarball that was unpacked');
  });
});
