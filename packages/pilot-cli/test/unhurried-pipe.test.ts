import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { unhurriedPipe } from '../src/unhurried-pipe.ts';

async function openPipe(): Promise<number> {
  const path = join(await tempDir(), 'pipe');
  execFileSync('mkfifo', [path]);
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(fd));
  return fd;
}

function readAll(fd: number): string {
  const buffer = Buffer.alloc(2 ** 20);
  let text = '';
  try {
    for (;;) text += buffer.toString('utf8', 0, readSync(fd, buffer));
  } catch {
    return text; // empty again
  }
}

describe('a pipe', () => {
  it('is written to at once, and what does not fit once its reader goes on', async () => {
    const fd = await openPipe();
    const pipe = unhurriedPipe(fd);
    pipe?.write('one\n');
    expect(readAll(fd)).toBe('one\n');
    const long = 'x'.repeat(200_000);
    pipe?.write(long);
    pipe?.write('end');
    let read = '';
    await expect.poll(() => (read += readAll(fd)), { timeout: 20_000 }).toBe(`${long}end`);
  });

  it('whose reader has stopped costs what is said, and no time', async () => {
    const fd = await openPipe();
    const pipe = unhurriedPipe(fd);
    for (let line = 0; line < 30; line += 1) pipe?.write('x'.repeat(100_000));
    expect(readAll(fd).length).toBeLessThan(3_000_000);
  });

  it('is all that is written to like this', () => {
    const fd = openSync('/dev/null', 'w');
    onTestFinished(() => closeSync(fd));
    expect(unhurriedPipe(fd)).toBeUndefined();
    expect(unhurriedPipe(9999)).toBeUndefined();
  });
});
