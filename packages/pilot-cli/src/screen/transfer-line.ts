import { onOneLine } from '@panda-pilot/core';
import { bytes } from './event-line.ts';
import { clock } from './clock.ts';
import type { TransferView } from './transfer-view.ts';

const barWidth = 20;

/** From here on there is room for bars. */
const wide = 100;

/** A transfer that runs, in one line: how far it is, how fast, and how long it still takes. Pure. */
export function transferLine(
  transfer: TransferView,
  { now, columns }: { readonly now: number; readonly columns: number },
): string {
  const { direction, lfn } = transfer;
  const besides = columns >= wide ? 52 + barWidth : 50;
  const name = shortened(lfn, Math.max(12, Math.min(48, columns - besides)));
  const words = [`  ${direction === 'stage-in' ? '<-' : '->'} ${name}`, ...howFar(transfer, { now, columns })];
  return words.filter((word) => word !== '').join('  ');
}

/** Of a tool that does not tell how far it is, how long it has been at work. */
function howFar(
  { totalBytes, marks }: TransferView,
  { now, columns }: { readonly now: number; readonly columns: number },
): readonly string[] {
  const moved = marks.at(-1)?.bytes ?? 0;
  const first = marks[0];
  const seconds = first === undefined ? 0 : (now - first.at) / 1000;
  if (moved === 0) return [totalBytes === undefined ? '' : bytes(totalBytes), `for ${clock(seconds * 1000)}`];
  const rate = first === undefined || seconds < 0.5 ? undefined : (moved - first.bytes) / seconds;
  return [
    columns >= wide && totalBytes !== undefined ? bar(moved / Math.max(1, totalBytes)) : '',
    totalBytes === undefined ? bytes(moved) : `${percent(moved, totalBytes)} of ${bytes(totalBytes)}`,
    rate === undefined ? '' : `${bytes(Math.round(rate))}/s`,
    rate === undefined || rate <= 0 || totalBytes === undefined
      ? ''
      : `${clock(((totalBytes - moved) / rate) * 1000)} left`,
  ];
}

function bar(part: number): string {
  const full = Math.round(Math.min(1, part) * barWidth);
  return `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}]`;
}

function percent(moved: number, total: number): string {
  return `${String(Math.min(100, Math.floor((100 * moved) / Math.max(1, total)))).padStart(3)} %`;
}

/** Names of files differ at their ends: what is too long loses its middle. */
function shortened(name: string, longest: number): string {
  const visible = onOneLine(name);
  if (visible.length <= longest) return visible.padEnd(longest);
  const end = Math.ceil((longest - 2) * 0.7);
  return `${visible.slice(0, longest - 2 - end)}..${visible.slice(-end)}`;
}
