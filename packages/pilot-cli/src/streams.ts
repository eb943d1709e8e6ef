import { makeVisible, onOneLine } from '@panda-pilot/core';
import { unhurriedPipe } from './unhurried-pipe.ts';

/** Where a command's words go. Tests give buffers. */
export interface Streams {
  /** Answers only. Its width in columns is known where a person reads them. */
  readonly stdout: Sink & Partial<Pick<Terminal, 'isTTY' | 'columns' | 'paint'>>;
  /** Progress, messages, and the JSON log when nobody is watching. */
  readonly stderr: Terminal;
}

/** Where a person may watch. */
export interface Terminal extends Sink {
  readonly isTTY: boolean;
  /** How wide and high it is at this moment, where that is known. */
  readonly columns?: number;
  readonly rows?: number;
  /**
   * Has the terminal obey `text`: styles, and movements of its cursor, around words that are visible already. Absent
   * where there is none.
   */
  readonly paint?: (text: string) => unknown;
}

export interface Sink {
  /** Shows words, whoever wrote them: what a terminal would obey in them is written as escapes. */
  write(text: string): unknown;
}

/** Writes one line, whatever stands in `sentence`. */
export function writeLine(sink: Sink, sentence: string): void {
  sink.write(`${onOneLine(sentence)}\n`);
}

/** Those of this process. */
export function processStreams(): Streams {
  return { stdout: shown(process.stdout), stderr: shown(process.stderr, unhurriedPipe(2)) };
}

/** A stream of Node's as it is written to by commands, by way of `sink` where there is another one. */
export function shown(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'rows'> & Sink,
  sink: Sink = stream,
): Terminal {
  return {
    write: (text) => sink.write(makeVisible(text)),
    ...(stream.isTTY && { paint: (text: string) => stream.write(text) }),
    isTTY: stream.isTTY,
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
  };
}
