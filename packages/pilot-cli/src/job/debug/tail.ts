import { basename, relative } from 'node:path';
import { secretsFile } from '@panda-pilot/runjob';
import { openInside, pathsInside } from './paths-inside.ts';

/** More than the server keeps is not read. */
const mostBytes = 64 * 1024;

/**
 * What tail(1) prints for its arguments, of files below `root` only: `-n 5`, `-n5`, `-5` for lines, `-c` for bytes, ten
 * lines without.
 */
export async function tail(args: readonly string[], root: string): Promise<string> {
  const { end, names } = readArguments(args);
  const found = await Promise.all(names.map(async (name) => ({ name, paths: await pathsInside(root, name) })));
  const many = found.flatMap(({ paths }) => paths).length > 1;
  const parts = found.map(async ({ name, paths }) => {
    if (paths.length === 0) return `${name} is not there\n`;
    const ends = paths.map(async (path) => {
      const title = many ? `==> ${relative(root, path)} <==\n` : '';
      return title + end(await lastBytes(root, path));
    });
    return (await Promise.all(ends)).join('');
  });
  return (await Promise.all(parts)).join('');
}

interface Arguments {
  /** What is shown of a file's end. */
  readonly end: (bytes: Buffer) => string;
  readonly names: readonly string[];
}

function readArguments(args: readonly string[]): Arguments {
  const names: string[] = [];
  let end: Arguments['end'] = (bytes) => lastLines(bytes, 10);
  for (let at = 0; at < args.length; at += 1) {
    const [, letter, digits] = /^-([nc]?)(\d*)$/.exec(args[at] ?? '') ?? [];
    if (letter === undefined) {
      names.push(args[at] ?? '');
      continue;
    }
    if (digits === '') at += 1;
    const count = Number(digits === '' ? args[at] : digits) || 0;
    end =
      letter === 'c'
        ? (bytes) => bytes.subarray(Math.max(0, bytes.length - count)).toString()
        : (bytes) => lastLines(bytes, count);
  }
  return { end, names };
}

function lastLines(bytes: Buffer, count: number): string {
  const text = bytes.toString();
  const closed = text.endsWith('\n');
  const lines = (closed ? text.slice(0, -1) : text).split('\n');
  const last = count === 0 ? [] : lines.slice(-count);
  return last.join('\n') + (closed && last.length > 0 ? '\n' : '');
}

async function lastBytes(root: string, path: string): Promise<Buffer> {
  // Of the secrets of the job's owner even a part would tell.
  const file = basename(path) === secretsFile ? undefined : await openInside(root, path);
  if (file === undefined) return Buffer.from('cannot be read\n');
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - mostBytes);
    const buffer = Buffer.alloc(Math.min(size, mostBytes));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
