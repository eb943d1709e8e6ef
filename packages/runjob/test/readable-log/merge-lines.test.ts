import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../src/readable-log/log-line.ts';
import { mergeLines } from '../../src/readable-log/merge-lines.ts';

async function* log(name: string, ...times: number[]): AsyncGenerator<LogLine> {
  for (const at of times) yield { at, exact: true, source: 'pilot', level: 'info', text: `${name}${at}` };
}

async function merged(...logs: AsyncGenerator<LogLine>[]): Promise<string[]> {
  const texts: string[] = [];
  for await (const { text } of mergeLines(logs)) texts.push(text);
  return texts;
}

describe('mergeLines', () => {
  it('puts lines in order of time, those of the first log first', async () => {
    expect(await merged(log('a', 1, 3, 3), log('b', 2, 3, 4), log('c'))).toEqual(['a1', 'b2', 'a3', 'a3', 'b3', 'b4']);
  });

  it('keeps the order of a log whose clock was set back', async () => {
    expect(await merged(log('a', 5, 1), log('b', 2, 6))).toEqual(['b2', 'a5', 'a1', 'b6']);
  });

  it('of nothing is nothing', async () => {
    expect(await merged()).toEqual([]);
  });
});
