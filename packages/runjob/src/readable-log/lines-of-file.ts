import { close, read } from 'node:fs';
import { promisify } from 'node:util';
import { openPayloadFile } from '../payload/open-payload-file.ts';

/** A line with the offset of its last byte in the file. */
export interface PlacedLine {
  readonly text: string;
  readonly lastByte: number;
}

const chunkBytes = 64 * 1024;

/** What is longer without an end is given in pieces. */
const longestLine = 256 * 1024;

/**
 * The lines of a file as it is, from the byte `from` on, in constant memory. None when it is not there, no regular
 * file, or a link: a payload may have put it there. `unfinished`: whether a last line without its end counts, or is
 * left for later.
 */
export async function* linesOfFile(
  path: string,
  { from: first = 0, unfinished = true }: { readonly from?: number; readonly unfinished?: boolean } = {},
): AsyncGenerator<PlacedLine> {
  const file = openPayloadFile(path)?.descriptor;
  if (file === undefined) return;
  try {
    let rest = Buffer.alloc(0);
    let offset = first;
    for (let chunk = await chunkAt(file, offset); chunk.length > 0; chunk = await chunkAt(file, offset)) {
      const start = offset - rest.length;
      offset += chunk.length;
      const held = Buffer.concat([rest, chunk]);
      let from = 0;
      for (let end = held.indexOf(10); end !== -1; end = held.indexOf(10, from)) {
        yield { text: held.toString('utf8', from, end), lastByte: start + end };
        from = end + 1;
      }
      rest = held.subarray(from);
      if (rest.length > longestLine) {
        yield { text: rest.toString('utf8'), lastByte: offset - 1 };
        rest = Buffer.alloc(0);
      }
    }
    if (unfinished && rest.length > 0) yield { text: rest.toString('utf8'), lastByte: offset - 1 };
  } finally {
    await promisify(close)(file);
  }
}

async function chunkAt(file: number, position: number): Promise<Buffer> {
  const { buffer, bytesRead } = await promisify(read)(file, Buffer.alloc(chunkBytes), 0, chunkBytes, position);
  return buffer.subarray(0, bytesRead);
}
