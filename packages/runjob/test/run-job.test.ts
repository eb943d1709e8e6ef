import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepare, run, storedNames } from './prepared-job.ts';

describe('runJob', () => {
  it('tells its story: phases, transfers, the payload, the report', async () => {
    const { directory, storage } = await prepare('cat in.root > out.root');
    const { report, told } = await run(directory);
    expect(report).toMatchObject({
      state: 'finished',
      payload: { exitCode: 0 },
      outputs: [{ lfn: 'out.root', sizeBytes: 3 }],
      log: { lfn: 'log.tgz', guid: 'LLLL' },
    });
    expect(told.flatMap((message) => (message.type === 'phase' ? [message.phase] : []))).toEqual([
      'staging-in',
      'running',
      'staging-out',
      'storing-log',
    ]);
    expect(told.at(-1)).toEqual({ type: 'ended', report });
    expect(JSON.parse(readFileSync(directory.report, 'utf8'))).toEqual(report);
    expect(await storedNames(storage)).toEqual(['in.root', 'log.tgz', 'out.root']);
  });

  it('finishes from every line of its journal, also when the storage knows more than the journal', async () => {
    const { directory, storage } = await prepare('cat in.root > out.root');
    const { report: whole } = await run(directory);
    const lines = readFileSync(directory.journal, 'utf8').trimEnd().split('\n');
    expect(lines.length).toBe(9);
    // The first line is the agent's; from the second on a runjob has worked on the job.
    for (let kept = 2; kept <= lines.length; kept += 1) {
      writeFileSync(directory.journal, `${lines.slice(0, kept).join('\n')}\n`);
      rmSync(directory.report, { force: true });
      const { report } = await run(directory);
      const last = JSON.parse(lines[kept - 1] ?? '') as { event: string };
      if (last.event === 'payload-starting' || last.event === 'payload-started') {
        expect(report).toMatchObject({ state: 'failed', error: { code: 1153 }, outputs: [] });
      } else {
        expect({
          after: last.event,
          state: report.state,
          outputs: report.outputs.map(({ lfn, guid }) => [lfn, guid]),
        }).toEqual({
          after: last.event,
          state: 'finished',
          outputs: whole.outputs.map(({ lfn, guid }) => [lfn, guid]),
        });
      }
      expect(await storedNames(storage)).toEqual(['in.root', 'log.tgz', 'out.root']);
    }
  });

  it('never runs a payload again that has ended', async () => {
    const { directory } = await prepare('cat in.root > out.root');
    await run(directory);
    const lines = readFileSync(directory.journal, 'utf8').trimEnd().split('\n');
    const ended = lines.findIndex((line) => line.includes('payload-ended'));
    writeFileSync(directory.journal, `${lines.slice(0, ended + 1).join('\n')}\n`);
    await run(directory);
    expect(readFileSync(join(directory.root, '../runs'), 'utf8')).toBe('run\n');
  });

  it('keeps the first cause, and still stores the log', async () => {
    const { directory, storage } = await prepare('echo broken >&2; exit 9');
    const { report } = await run(directory);
    expect(report).toMatchObject({
      state: 'failed',
      error: { code: 1305, details: { exitCode: 9 } },
      payload: { exitCode: 9 },
      outputs: [],
    });
    expect(await storedNames(storage)).toEqual(['in.root', 'log.tgz']);
    expect(report.logExtract).toContain('broken');
  });

  it('hands on the payload’s own report, if it is a JSON object', async () => {
    const good = await prepare(`echo '{"nevents": 5}' > jobReport.json; cp in.root out.root`);
    expect((await run(good.directory)).report.payloadReport?.trim()).toBe('{"nevents": 5}');
    const bad = await prepare('echo "{" > jobReport.json; cp in.root out.root');
    expect((await run(bad.directory)).report.payloadReport).toBeUndefined();
    const link = await prepare('ln -s /etc/hostname jobReport.json; cp in.root out.root');
    expect((await run(link.directory)).report.payloadReport).toBeUndefined();
  });
});
