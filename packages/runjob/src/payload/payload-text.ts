import { closeSync, readSync } from 'node:fs';
import { openPayloadFile } from './open-payload-file.ts';

/** The last `bytes` of a file that the payload may have made; empty when there is none to be read. */
export function tailOf(path: string, bytes: number): string {
  const part = read(path, (size) => ({ from: Math.max(0, size - bytes), length: Math.min(bytes, size) }));
  return part?.toString('utf8') ?? '';
}

/**
 * The text of a file that the payload may have made, if it is not larger than `mostBytes`; undefined when there is none
 * to be read.
 */
export function textOf(path: string, mostBytes: number): string | undefined {
  return read(path, (size) => (size > mostBytes ? undefined : { from: 0, length: size }))?.toString('utf8');
}

/** The first `bytes` of a file that the payload may have made, or as many as it has; none when there is none to be read. */
export function headOf(path: string, bytes: number): Buffer {
  return read(path, (size) => ({ from: 0, length: Math.min(bytes, size) })) ?? Buffer.alloc(0);
}

/**
 * What a terminal would show of it, for people: no colours, no control characters, and of a line that was written over
 * again and again every state.
 */
export function plainText(text: string): string {
  return text
    .replaceAll(colours, '')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '\uFFFD');
}

/** Control sequences of ECMA-48, such as `ESC [ 31 m`. */
const colours = new RegExp(String.raw`\u001B\[[0-9;?]*[A-Za-z]`, 'g');

function read(
  path: string,
  part: (size: number) => { readonly from: number; readonly length: number } | undefined,
): Buffer | undefined {
  const file = openPayloadFile(path);
  if (file === undefined) return undefined;
  try {
    const wanted = part(file.stat.size);
    if (wanted === undefined) return undefined;
    const buffer = Buffer.alloc(wanted.length);
    return buffer.subarray(0, readSync(file.descriptor, buffer, 0, wanted.length, wanted.from));
  } finally {
    closeSync(file.descriptor);
  }
}
