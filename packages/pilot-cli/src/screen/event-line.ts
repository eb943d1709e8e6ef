import { onOneLine } from '@panda-pilot/core';
import type { JobReport } from '@panda-pilot/runjob';
import type { AgentEvent } from '../agent-event.ts';

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
    case 'transfer-progress':
      return undefined;
    case 'transfer-ended':
      return onOneLine(`${job}  ${arrow(event.direction)} ${event.lfn}  ${howItEnded(event)}`);
    case 'ended':
      return undefined;
    case 'reported':
      return describeReport(event.report, job);
    case 'undelivered':
      return onOneLine(`${job}  the server does not have the final update: ${event.reason}`);
  }
}

function howItEnded(event: Extract<AgentEvent, { type: 'transfer-ended' }>): string {
  if (event.error !== undefined) return `failed: ${event.error}`;
  return `done: ${bytes(event.bytes)} in ${(event.durationMs / 1000).toFixed(2)} s`;
}

function describeReport({ state, error, outputs }: JobReport, job: string): string {
  if (error === undefined)
    return `${job}  ${state}, ${outputs.length} output${outputs.length === 1 ? '' : 's'} stored, reported`;
  const said = `${job}  ${state} (${error.code} ${error.name}): ${error.message}`;
  return [said, `${' '.repeat(job.length)}  hint: ${error.hint}`].map(onOneLine).join('\n');
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
