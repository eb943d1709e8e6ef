import { bytes } from './event-line.ts';
import { clock } from './clock.ts';
import { fitted, type Line, type Window } from './lines.ts';
import type { JobView, ScreenState } from './screen-state.ts';
import { transferLine } from './transfer-line.ts';

/** What a screen is drawn with. */
export interface ScreenFrame extends Window {
  readonly queue: string;
  readonly slots: number;
  readonly now: number;
  readonly startedAt: number;
  /** The pilot was told to end. */
  readonly ending: boolean;
}

/** The lines of a screen: none wider than the terminal, and fewer than it is high. Pure. */
export function renderScreen(state: ScreenState, frame: ScreenFrame): readonly string[] {
  const jobs = [...state.jobs].toSorted(([a], [b]) => a - b);
  const lines = [
    ['bold', headline(state, frame)] as const,
    ...jobs.flatMap(([pandaId, job]) => [
      ['plain', jobLine(pandaId, job, frame)] as const,
      ...[...job.transfers.values()].map((transfer) => ['dim', transferLine(transfer, frame)] as const),
    ]),
    ...freeSlots(jobs.length, frame),
  ];
  return fitted(lines, frame);
}

function headline({ finished, failed }: ScreenState, { queue, startedAt, now, ending }: ScreenFrame): string {
  const told = ending ? '  ending: storing what there is' : '';
  return `panda-pilot  ${queue}  ${clock(now - startedAt)}  ${finished} finished, ${failed} failed${told}`;
}

const phaseWords = {
  starting: 'starts',
  'staging-in': 'inputs are copied in',
  running: 'payload runs',
  'staging-out': 'outputs are stored',
  'storing-log': 'log is stored',
  reporting: 'is reported',
} as const satisfies Record<JobView['phase'], string>;

function jobLine(pandaId: number, job: JobView, { now }: ScreenFrame): string {
  const { phase, since, transfersDone } = job;
  const done = transfersDone === 0 ? '' : `  ${transfersDone} done`;
  return `job ${pandaId}  ${phaseWords[phase].padEnd(20)}  ${clock(now - since)}${done}${used(job)}`;
}

function used({ phase, usage }: JobView): string {
  if (phase !== 'running' || usage === undefined) return '';
  const { cpuSeconds, memory } = usage;
  const peakKb = memory?.maxPssKb ?? memory?.maxRssKb;
  const cpu = cpuSeconds === undefined ? '' : `  CPU ${clock(cpuSeconds * 1000)}`;
  return peakKb === undefined ? cpu : `${cpu}  memory up to ${bytes(peakKb * 1024)}`;
}

function freeSlots(busy: number, { slots, ending }: ScreenFrame): readonly Line[] {
  const free = Math.max(0, slots - busy);
  if (free === 0 || ending) return [];
  return [['dim', slots === 1 ? 'no job yet' : `${free} of ${slots} slots free`]];
}
