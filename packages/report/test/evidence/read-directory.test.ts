import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { readJobDirectory } from '../../src/evidence/read-directory.ts';
import { failedJob, jobDirectoryWith } from '../a-job.ts';

describe('readJobDirectory', () => {
  it('reads what a job has left, without complaint about what there never was', async () => {
    const evidence = await readJobDirectory(await jobDirectoryWith(failedJob));
    expect(evidence).toMatchObject({ pandaId: 7, report: undefined, job: undefined, running: false, defects: [] });
    expect([evidence.journal.length, evidence.steps.length, evidence.samples.length]).toEqual([6, 4, 3]);
    expect(evidence.log.lines.map(({ source }) => source)).toContain('payload');
  });

  it('tells what is there and damaged, and reads the rest', async () => {
    const evidence = await readJobDirectory(
      await jobDirectoryWith({
        ...failedJob,
        'report.json': '{"version":',
        'job.json': 'x',
        'journal.jsonl': '{"v":9}\n{"v":1}\n',
      }),
    );
    expect(evidence.defects).toEqual([
      expect.stringMatching(/^report\.json cannot be read: /),
      expect.stringMatching(/^job\.json cannot be read: /),
      expect.stringMatching(/^journal\.jsonl cannot be read: /),
    ]);
    expect(evidence.samples).toHaveLength(3);
  });

  it('makes do with an empty directory', async () => {
    expect(await readJobDirectory(await tempDir())).toMatchObject({ pandaId: undefined, journal: [], defects: [] });
  });
});
