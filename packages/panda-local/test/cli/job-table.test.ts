import { expect, it } from 'vitest';
import { jobTable, listedJobSchema } from '../../src/cli/job-table.ts';

it('shows whatever a description holds, on one line', () => {
  const job = listedJobSchema.parse({
    pandaId: 12,
    queue: 'Q',
    status: 'failed',
    description: { prodSourceLabel: 5, jobName: null },
    columns: { transExitCode: 0, ddmErrorDiag: 'two\nlines' },
  });
  expect(jobTable([job])).toBe(
    'JOB  STATE   QUEUE  LABEL  NAME  EXIT  PILOT  DIAGNOSIS\n12   failed  Q      5      -     0     -      two lines\n',
  );
});
