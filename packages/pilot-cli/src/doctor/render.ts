import { styleText } from 'node:util';
import { hang } from '../hang.ts';
import type { Level } from './check.ts';
import type { Diagnosis } from './examine.ts';

/** How it is shown. */
export interface Look {
  /** Columns. */
  readonly width: number;
  readonly colours: boolean;
}

/** One line for each finding, what to do about it below; the sum at the end. */
export function renderDiagnoses(diagnoses: readonly Diagnosis[], tookMs: number, look: Look): string {
  const nameWidth = Math.max(...diagnoses.map(({ check }) => check.length));
  const lines = diagnoses.flatMap(({ level, check, text, owner, advice }) => [
    ...hang(`${level.padEnd(4)}  ${check.padEnd(nameWidth)}  `, text, look.width).map((line, index) =>
      index === 0 && look.colours ? paint(level, line) : line,
    ),
    ...(owner === undefined ? [] : hang(`${' '.repeat(8 + nameWidth)}${whose[owner]}: `, advice ?? '', look.width)),
  ]);
  return `${lines.join('\n')}\n\n${summary(diagnoses, tookMs)}\n`;
}

const whose = {
  you: 'you',
  site: 'the site',
  queue: 'the queue',
  storage: 'the storage',
  server: 'the server',
} as const;

const colours = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

function paint(level: Level, line: string): string {
  return (
    styleText([colours[level], 'bold'], line.slice(0, level.length), { validateStream: false }) +
    line.slice(level.length)
  );
}

function summary(diagnoses: readonly Diagnosis[], tookMs: number): string {
  const count = (wanted: Level): number => diagnoses.filter(({ level }) => level === wanted).length;
  const [failures, warnings] = [count('fail'), count('warn')];
  const verdict = failures > 0 ? 'This pilot would fail here' : 'This pilot can work here';
  const counts = `${counted(failures, 'failure')}, ${counted(warnings, 'warning')}, ${count('ok')} ok`;
  return `${verdict}: ${counts}, in ${(tookMs / 1000).toFixed(1)} s.`;
}

function counted(count: number, noun: string): string {
  return `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`;
}
