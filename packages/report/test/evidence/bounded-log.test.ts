import type { LogLine } from '@panda-pilot/runjob';
import { describe, expect, it } from 'vitest';
import { boundLog } from '../../src/evidence/bounded-log.ts';

async function* numbered(count: number, levelOf: (index: number) => LogLine['level']): AsyncGenerator<LogLine> {
  for (let index = 0; index < count; index += 1)
    yield { at: index, exact: true, source: 'runjob', level: levelOf(index), text: String(index) };
}

const bounds = { first: 2, last: 3, warningsBetween: 2, longestLine: 10 };

describe('boundLog', () => {
  it('keeps a log that fits as it is', async () => {
    const { lines, omitted } = await boundLog(
      numbered(5, () => 'info'),
      bounds,
    );
    expect([lines.map(({ text }) => text).join(' '), omitted]).toEqual(['0 1 2 3 4', 0]);
  });

  it.each([6, 7, 8, 20, 101])('keeps beginning, end and the first warnings between, of %i lines', async (count) => {
    const { lines, omitted } = await boundLog(
      numbered(count, (index) => (index % 2 === 0 ? 'info' : 'warn')),
      bounds,
    );
    const texts = lines.map(({ text }) => Number(text));
    expect(texts.slice(0, 2)).toEqual([0, 1]);
    expect(texts.slice(-3)).toEqual([count - 3, count - 2, count - 1]);
    expect(texts.slice(2, -3)).toEqual([3, 5].filter((index) => index < count - 3));
    expect(omitted).toBe(count - texts.length);
  });

  it('cuts long lines and counts them', async () => {
    async function* long(): AsyncGenerator<LogLine> {
      yield { at: 0, exact: true, source: 'payload', level: 'info', text: 'x'.repeat(1000) };
    }
    const { lines, shortened } = await boundLog(long(), bounds);
    expect([lines[0]?.text, shortened]).toEqual([`${'x'.repeat(10)} …`, 1]);
  });
});
