import { bytes } from './event-line.ts';
import type { JobView, ScreenState, TransferView } from './screen-state.ts';

/** What a screen is drawn with. */
export interface ScreenFrame {
  readonly queue: string;
  readonly slots: number;
  readonly now: number;
  readonly startedAt: number;
  /** The pilot was told to end. */
  readonly ending: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
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
  return fitted(lines, frame.rows - 2).map(([style, text]) => styled(style, cut(text, frame.columns - 1), frame));
}

type Line = readonly [style: 'plain' | 'bold' | 'dim', text: string];

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

const barWidth = 20;

/** From here on there is room for bars. */
const wide = 100;

function transferLine({ direction, lfn, totalBytes, marks }: TransferView, { now, columns }: ScreenFrame): string {
  const moved = marks.at(-1)?.bytes ?? 0;
  const first = marks[0];
  const seconds = first === undefined ? 0 : (now - first.at) / 1000;
  const rate = first === undefined || seconds < 0.5 ? undefined : (moved - first.bytes) / seconds;
  const besides = columns >= wide ? 52 + barWidth : 50;
  const name = shortened(lfn, Math.max(12, Math.min(48, columns - besides)));
  const words = [
    `  ${direction === 'stage-in' ? '<-' : '->'} ${name}`,
    columns >= wide && totalBytes !== undefined ? bar(moved / Math.max(1, totalBytes)) : '',
    totalBytes === undefined ? bytes(moved) : `${percent(moved, totalBytes)} of ${bytes(totalBytes)}`,
    rate === undefined ? '' : `${bytes(Math.round(rate))}/s`,
    rate === undefined || rate <= 0 || totalBytes === undefined
      ? ''
      : `${clock(((totalBytes - moved) / rate) * 1000)} left`,
  ];
  return words.filter((word) => word !== '').join('  ');
}

function bar(part: number): string {
  const full = Math.round(Math.min(1, part) * barWidth);
  return `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}]`;
}

function percent(moved: number, total: number): string {
  return `${String(Math.min(100, Math.floor((100 * moved) / Math.max(1, total)))).padStart(3)} %`;
}

function freeSlots(busy: number, { slots, ending }: ScreenFrame): readonly Line[] {
  const free = Math.max(0, slots - busy);
  if (free === 0 || ending) return [];
  return [['dim', slots === 1 ? 'no job yet' : `${free} of ${slots} slots free`]];
}

/** What does not fit is counted; the headline and the jobs' own lines stand before it. */
function fitted(lines: readonly Line[], most: number): readonly Line[] {
  if (lines.length <= most) return lines;
  const kept = Math.max(1, most - 1);
  return [...lines.slice(0, kept), ['dim', `... ${lines.length - kept} more lines than this window has`]];
}

/** Names of files differ at their ends: what is too long loses its middle. Nothing of it moves the cursor. */
function shortened(name: string, longest: number): string {
  const visible = name.replaceAll(/[\p{Cc}\p{Cs}]/gu, '?');
  if (visible.length <= longest) return visible.padEnd(longest);
  const end = Math.ceil((longest - 2) * 0.7);
  return `${visible.slice(0, longest - 2 - end)}..${visible.slice(-end)}`;
}

function cut(text: string, columns: number): string {
  return text.length <= columns ? text : text.slice(0, Math.max(0, columns));
}

function styled(style: Line[0], text: string, { colour }: ScreenFrame): string {
  if (!colour || style === 'plain') return text;
  return style === 'bold' ? `\u001B[1m${text}\u001B[22m` : `\u001B[2m${text}\u001B[22m`;
}

/** `0:07`, `12:05`, `3:02:59`. */
function clock(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = String(seconds % 60).padStart(2, '0');
  return hours === 0 ? `${minutes}:${tail}` : `${hours}:${String(minutes).padStart(2, '0')}:${tail}`;
}
