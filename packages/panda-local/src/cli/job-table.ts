import { z } from 'zod';

/** What the table needs of a job; the server sends more. */
export const listedJobSchema = z.looseObject({
  pandaId: z.int(),
  queue: z.string(),
  status: z.string(),
  description: z.looseObject({ prodSourceLabel: z.string(), jobName: z.string() }),
  columns: z.looseObject({
    transExitCode: z.number().optional(),
    pilotErrorCode: z.number().optional(),
    pilotErrorDiag: z.string().optional(),
    ddmErrorDiag: z.string().optional(),
    taskBufferErrorDiag: z.string().optional(),
  }),
});
export type ListedJob = z.infer<typeof listedJobSchema>;

const titles = ['JOB', 'STATE', 'QUEUE', 'LABEL', 'NAME', 'EXIT', 'PILOT', 'DIAGNOSIS'];

/** One line a job, in columns. */
export function jobTable(jobs: readonly ListedJob[]): string {
  if (jobs.length === 0) return 'no jobs\n';
  const rows = [titles, ...jobs.map(row)];
  const widths = titles.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return `${rows.map(line).join('\n')}\n`;
}

function row({ pandaId, status, queue, description, columns }: ListedJob): string[] {
  return [
    String(pandaId),
    status,
    queue,
    description.prodSourceLabel,
    description.jobName,
    String(columns.transExitCode ?? '-'),
    String(columns.pilotErrorCode ?? '-'),
    oneLine(columns.pilotErrorDiag ?? columns.ddmErrorDiag ?? columns.taskBufferErrorDiag ?? ''),
  ];
}

/** Diagnoses come from payloads: no control character of theirs reaches the terminal. */
function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').slice(0, 80);
}
