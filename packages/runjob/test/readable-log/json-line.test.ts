import { describe, expect, it } from 'vitest';
import { readJsonLine } from '../../src/readable-log/json-line.ts';

const line = (facts: object): string => JSON.stringify({ level: 30, time: 7, process: 'runjob', ...facts });

describe('readJsonLine', () => {
  it('tells who, when, of which job, and what, with every fact', () => {
    expect(readJsonLine(line({ jobId: 4, lfn: 'a b', sizeBytes: 3, durationMs: 13.7, msg: 'staged in' }))).toEqual({
      at: 7,
      exact: true,
      source: 'runjob',
      level: 'info',
      jobId: 4,
      text: 'staged in lfn="a b" sizeBytes=3 duration=14ms',
    });
  });

  it.each([
    [20, 'debug'],
    [30, 'info'],
    [40, 'warn'],
    [50, 'error'],
    [60, 'error'],
  ])('calls level %i %s', (level, name) => {
    expect(readJsonLine(line({ level, msg: 'm' }))?.level).toBe(name);
  });

  it.each([1e300, -1, '7'])('takes no line of the moment %j, which a hostile log may name', (time) => {
    expect(readJsonLine(line({ time, msg: 'm' }))).toBeUndefined();
  });

  it('tells an error by its words and keeps everything on one line', () => {
    expect(readJsonLine(line({ msg: 'no\nanswer', err: { message: 'reset', stack: 'x\ny' } }))?.text).toBe(
      'no ⏎ answer : reset',
    );
  });

  it('hides secrets', () => {
    expect(readJsonLine(line({ msg: 'at', url: 'https://joe:secret@se.example/f' }))?.text).not.toContain('secret');
  });

  it.each(['', '{"level":30,"ti', '7', '{}', '{"level":30}'])('makes nothing of %j', (text) => {
    expect(readJsonLine(text)).toBeUndefined();
  });
});
