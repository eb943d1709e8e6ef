import { describe, expect, it } from 'vitest';
import { shown, writeLine } from '../src/streams.ts';

function streamOf(terminal: { readonly isTTY: boolean; columns: number }) {
  const written: string[] = [];
  const stream = { ...terminal, rows: 24, write: (text: string) => written.push(text) };
  return { stream, sink: shown(stream), written };
}

describe('what commands write to', () => {
  it('shows what a terminal would obey, and keeps lines', () => {
    const { sink, written } = streamOf({ isTTY: true, columns: 80 });
    sink.write('a\u001B[2J\u202E\nb\n');
    writeLine(sink, 'a\u0007\nb');
    expect(written).toEqual([String.raw`a\x1b[2J\u202e` + '\nb\n', String.raw`a\x07\nb` + '\n']);
  });

  it('has a terminal obey what is painted, and nothing else', () => {
    const { sink, written } = streamOf({ isTTY: true, columns: 80 });
    sink.paint?.('\u001B[1mbold\u001B[22m');
    expect(written).toEqual(['\u001B[1mbold\u001B[22m']);
    expect(streamOf({ isTTY: false, columns: 80 }).sink.paint).toBeUndefined();
  });

  it('is as wide as the terminal at each moment', () => {
    const { stream, sink } = streamOf({ isTTY: true, columns: 80 });
    stream.columns = 40;
    expect([sink.columns, sink.rows, sink.isTTY]).toEqual([40, 24, true]);
  });
});
