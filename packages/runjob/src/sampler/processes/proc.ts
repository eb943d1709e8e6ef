import { close, open, read } from 'node:fs';
import { readdir } from 'node:fs/promises';

/**
 * At most 4 kB of a file of /proc as Latin-1 text, off the event loop: what the kernel must walk a process's memory for
 * takes milliseconds for each gigabyte, and waits as long as a page of it comes from a hung file server.
 */
export function readProcSlowly(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    open(path, 'r', (openError, file) => {
      if (openError !== null) return resolve(undefined);
      const buffer = Buffer.allocUnsafe(4096);
      read(file, buffer, 0, buffer.length, null, (readError, length) => {
        close(file, () => resolve(readError === null ? buffer.toString('latin1', 0, length) : undefined));
      });
    });
  });
}

/** Every pid that /proc lists; a machine without /proc has none. */
export async function allPids(): Promise<readonly number[]> {
  try {
    const names = await readdir('/proc');
    return names.map(Number).filter((pid) => pid > 0);
  } catch {
    return [];
  }
}

/** The number that follows `label` in such a text; 0 when there is none. */
export function numberAfter(text: string, label: string): number {
  const start = text.indexOf(label);
  return start < 0 ? 0 : Number.parseInt(text.slice(start + label.length, start + label.length + 32), 10) || 0;
}
