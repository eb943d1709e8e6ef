import type { FromRunJob, JobReport } from '@panda-pilot/runjob';
import type { Streams } from './streams.ts';

/** What happens to jobs, for a person who watches. */
export type AgentEvent =
  | (FromRunJob & { readonly pandaId: number })
  | { readonly type: 'reported'; readonly pandaId: number; readonly report: JobReport }
  | { readonly type: 'undelivered'; readonly pandaId: number; readonly reason: string };

export type Report = (event: AgentEvent) => void;

/**
 * Writes one line for each thing worth telling, to stderr and only on a terminal: elsewhere the JSON log says it all. A transfer has one
 * line, which changes in place while bytes flow.
 */
export function createReporter({ stderr }: Streams): Report {
  if (!stderr.isTTY) return () => undefined;
  let changing = false;
  return (event) => {
    const line = describeEvent(event);
    if (line === undefined) return;
    const inPlace = event.type === 'transfer-started' || event.type === 'transfer-progress';
    stderr.write(`${changing ? '\r\u001B[K' : ''}${line}${inPlace ? '' : '\n'}`);
    changing = inPlace;
  };
}

/** One line, or undefined for what nobody wants to read. Pure. */
export function describeEvent(event: AgentEvent): string | undefined {
  const job = `job ${event.pandaId}`;
  switch (event.type) {
    case 'phase':
    case 'payload-usage':
      return undefined;
    case 'payload-started':
      return `${job}  payload started (pid ${event.pid})`;
    case 'transfer-started':
      return `${job}  ${arrow(event.direction)} ${event.lfn}${event.totalBytes === undefined ? '' : ` (${bytes(event.totalBytes)})`}`;
    case 'transfer-progress':
      return event.totalBytes === undefined
        ? undefined
        : `${job}  ${arrow(event.direction)} ${event.lfn}  ${Math.floor((100 * event.bytes) / Math.max(1, event.totalBytes))} %`;
    case 'transfer-ended':
      return event.error === undefined
        ? `${job}  ${arrow(event.direction)} ${event.lfn}  done: ${bytes(event.bytes)} in ${(event.durationMs / 1000).toFixed(2)} s`
        : `${job}  ${arrow(event.direction)} ${event.lfn}  failed: ${event.error}`;
    case 'ended':
      return undefined;
    case 'reported':
      return describeReport(event.report, job);
    case 'undelivered':
      return `${job}  the server does not have the final update: ${event.reason}`;
  }
}

function describeReport({ state, error, outputs }: JobReport, job: string): string {
  if (error === undefined)
    return `${job}  ${state}, ${outputs.length} output${outputs.length === 1 ? '' : 's'} stored, reported`;
  return `${job}  ${state} (${error.code} ${error.name}): ${error.message}\n${' '.repeat(job.length)}  hint: ${error.hint}`;
}

function arrow(direction: 'stage-in' | 'stage-out'): string {
  return direction === 'stage-in' ? '<-' : '->';
}

/** `1.2 MB`: powers of ten, as storages count. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = count < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3));
  return `${power === 0 ? count : (count / 1000 ** power).toFixed(1)} ${units[power]}`;
}
