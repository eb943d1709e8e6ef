import { visibleJson } from '@panda-pilot/core';
import type { LogLine } from '@panda-pilot/runjob';
import type { Streams } from '../streams.ts';
import type { Answer } from './answer.ts';

/** Answers a program: one object, and nothing else on stdout. */
export function printJson({ stdout }: Pick<Streams, 'stdout'>, answer: Answer): void {
  stdout.write(`${visibleJson(answer, 2)}\n`);
}

/** The same for a log, which may have no end: an object a line. */
export function printJsonLine({ stdout }: Pick<Streams, 'stdout'>, line: LogLine): void {
  stdout.write(`${visibleJson(line)}\n`);
}
