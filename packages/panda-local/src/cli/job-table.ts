import { z } from 'zod';

/** What the table needs of a job; the server sends more. */
export const listedJobSchema = z.looseObject({
  pandaId: z.int(),
  queue: z.string(),
  status: z.string(),
  /** A test may have put anything there. */
  description: z.looseObject({ prodSourceLabel: z.unknown(), jobName: z.unknown() }),
  columns: z.looseObject({
    transExitCode: z.number().optional(),
    pilotErrorCode: z.number().optional(),
    pilotErrorDiag: z.string().optional(),
    ddmErrorDiag: z.string().optional(),
    taskBufferErrorDiag: z.string().optional(),
  }),
});
/** One job as the table takes it. */
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
    oneLine(queue),
    cell(description.prodSourceLabel),
    cell(description.jobName),
    String(columns.transExitCode ?? '-'),
    String(columns.pilotErrorCode ?? '-'),
    oneLine(columns.pilotErrorDiag ?? columns.ddmErrorDiag ?? columns.taskBufferErrorDiag ?? ''),
  ];
}

function cell(value: unknown): string {
  if (typeof value === 'string') return oneLine(value);
  return value === null ? '-' : JSON.stringify(value);
}

/** Names and diagnoses come from others: no control character of theirs reaches the terminal. */
function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').slice(0, 80);
}
