import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { type ReportOptions, report } from '../../src/commands/report.ts';

const journal = (pandaId: number): string =>
  `${JSON.stringify({ v: 1, at: '2026-11-22T12:00:00.000Z', event: 'job-accepted', pandaId, attemptNumber: 1 })}\n`;

async function reported(
  files: Readonly<Record<string, string>>,
  paths: readonly string[] = ['.'],
  options: ReportOptions = {},
  stop = new AbortController().signal,
): Promise<{ readonly root: string; readonly code: number; readonly out: string; readonly err: string }> {
  const root = await tree(files);
  let out = '';
  let err = '';
  const streams = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text), isTTY: false },
  };
  return { root, code: await report(paths, options, { cwd: root, streams, stop }), out, err };
}

describe('panda-pilot report', () => {
  it('writes one page for one job', async () => {
    const { root, code, out } = await reported({ 'PandaJob_7/journal.jsonl': journal(7) });
    expect([code, out]).toEqual([0, `${join(root, 'job-7.html')}\n`]);
    expect(await readFile(join(root, 'job-7.html'), 'utf8')).toContain('PanDA job 7');
  });

  it('writes a page each and an overview for several, attempts of the same job apart', async () => {
    const files = { 'A/PandaJob_7/journal.jsonl': journal(7), 'B/PandaJob_7/journal.jsonl': journal(7) };
    const { root, code, out } = await reported(files, ['.'], { output: 'pages', json: true });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      type: 'report',
      overview: join(root, 'pages/index.html'),
      pages: ['job-7.html', 'job-7-2.html'].map((name) => ({
        pandaId: 7,
        outcome: 'broken-off',
        page: join(root, 'pages', name),
      })),
    });
    expect(await readFile(join(root, 'pages/index.html'), 'utf8')).toContain('href="job-7-2.html"');
  });

  it('knows a job by its records, and says of a directory that it is none', async () => {
    const files = { 'kept/journal.jsonl': journal(7), 'log/pilot/journal.jsonl': journal(8), 'other/a': '' };
    const { root, code, out, err } = await reported(files, ['kept', 'log', 'other'], { json: true });
    expect(JSON.parse(out)).toMatchObject({ pages: [{ pandaId: 7 }, { pandaId: 8 }] });
    expect([code, err]).toEqual([1, `panda-pilot: no job below ${join(root, 'other')}, and it is not itself one's\n`]);
  });

  it('leaves when it is told to', async () => {
    const files = { 'A/PandaJob_7/journal.jsonl': journal(7), 'B/PandaJob_8/journal.jsonl': journal(8) };
    const { out } = await reported(files, ['.'], { json: true }, AbortSignal.abort());
    expect(JSON.parse(out)).toEqual({ type: 'report', pages: [] });
  });

  it('says where no page can be put', async () => {
    const files = { 'PandaJob_7/journal.jsonl': journal(7), file: '' };
    await expect(reported(files, ['.'], { output: 'file/page.html' })).rejects.toMatchObject({
      mistakes: [expect.stringMatching(/file\/page\.html cannot be made: what is above it is no directory$/)],
    });
  });

  it('says what cannot be read, and writes the rest', async () => {
    const files = { 'P/PandaJob_7/journal.jsonl': journal(7), 'log.tgz': 'x' };
    const { code, err, out } = await reported(files, ['P', 'log.tgz', 'nowhere']);
    expect([code, out]).toEqual([1, expect.stringContaining('job-reports/index.html   (1 job)')]);
    expect(err).toMatch(/nowhere is not there/);
    expect(err).toMatch(/log\.tgz is not packed with gzip/);
  });

  it('finds nothing where there is no job', async () => {
    await expect(reported({ a: '' })).rejects.toMatchObject({
      mistakes: [expect.stringMatching(/^no job below .*, and it is not itself one's$/)],
      hint: expect.stringContaining('Directories of jobs are removed'),
    });
  });
});
