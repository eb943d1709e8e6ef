import { chmod, chown, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { MakeFixture } from './fixture.ts';
import { contentOf, expectRemovable, kindOf, openWorkplace } from './workplace.ts';

/** What the machine and the storage of a test lend themselves to. What is left out is not tested. */
export interface Extremes {
  /** Mounts a file system with room for 1 MiB, for everybody, on a directory of this disk until the test ends. Takes root. */
  readonly mountSmall?: (directory: string) => Promise<void>;
  /** The storage is somebody else's process, so that modes and owners of its files bind it. Takes root. */
  readonly guarded?: boolean;
  /** Makes the storage stand still; resolves to what lets it go on. */
  readonly stall?: () => Promise<() => void>;
  /** Whether to move more than 2 GiB, which takes seconds, and twice that of the disk. */
  readonly large?: boolean;
}

/** Disks that are full, storages that refuse or stand still, files that no 32 bits count. */
export function describeExtremes(makeFixture: MakeFixture, { mountSmall, guarded, stall, large }: Extremes): void {
  if (mountSmall !== undefined) describeFullDisks(makeFixture, mountSmall);
  if (guarded === true) describeRights(makeFixture);
  if (stall !== undefined) describeStalls(makeFixture, stall);
  if (large === true) describeLarge(makeFixture);
}

function describeFullDisks(makeFixture: MakeFixture, mountSmall: NonNullable<Extremes['mountSmall']>): void {
  it('tells that the local disk is full, and leaves nothing there', async () => {
    const { mover, url, plant, local, options, weaknesses } = await openWorkplace(makeFixture);
    await plant('big', contentOf(3_000_000));
    await mkdir(local('disk'));
    await mountSmall(local('disk'));
    const get = mover.get(url('big'), join(local('disk'), 'copy'), options);
    if (weaknesses?.instant === true || weaknesses?.linksInputs === true) return void (await get);
    expect(await kindOf(get)).toBe('no-space');
    expect(await readdir(local('disk'))).toEqual([]);
  });

  it('tells that the storage is full; what is left of it, remove takes away', async () => {
    const workplace = await openWorkplace(makeFixture);
    const { mover, url, plant, write, options, pathOf, weaknesses } = workplace;
    // What no directory of this disk shows cannot be made small.
    if (pathOf === undefined) return;
    await plant('small/first', contentOf(0));
    await mountSmall(pathOf('small'));
    const source = await write('source', contentOf(3_000_000));
    expect(weaknesses?.fullStorage ?? ['no-space']).toContain(
      await kindOf(mover.put(source, url('small/file'), options)),
    );
    await expectRemovable(workplace, 'small/file');
  });
}

function describeRights(makeFixture: MakeFixture): void {
  it('tells what it may not read, write or remove, and leaves all as it was', async () => {
    const { mover, url, plant, write, local, listLocal, options, pathOf } = await openWorkplace(makeFixture);
    if (pathOf === undefined) throw new TypeError('guarded: the fixture has no pathOf');
    await plant('guarded/file', contentOf(10));
    for (const [name, mode] of [
      ['guarded/file', 0o600],
      ['guarded', 0o755],
    ] as const) {
      await chown(pathOf(name), 0, 0);
      await chmod(pathOf(name), mode);
    }
    const source = await write('source', contentOf(10));
    expect(await kindOf(mover.get(url('guarded/file'), local('copy'), options))).toBe('denied');
    expect(await kindOf(mover.put(source, url('guarded/other'), options))).toBe('denied');
    expect(await kindOf(mover.remove(url('guarded/file'), options))).toBe('denied');
    expect(await listLocal()).toEqual(['source']);
    expect(await readdir(pathOf('guarded'))).toEqual(['file']);
  });
}

function describeStalls(makeFixture: MakeFixture, stall: NonNullable<Extremes['stall']>): void {
  it('waits for a storage that stands still as long as it may, and leaves nothing', async () => {
    const { mover, url, plant, write, local, listLocal, options } = await openWorkplace(makeFixture);
    await plant('file', contentOf(10));
    const source = await write('source', contentOf(10));
    const short = { ...options, timeoutMs: 500 };
    const goOn = await stall();
    try {
      const kinds = await Promise.all([
        kindOf(mover.get(url('file'), local('copy'), short)),
        kindOf(mover.put(source, url('other'), short)),
        kindOf(mover.stat(url('file'), short)),
      ]);
      expect(kinds).toEqual(['timed-out', 'timed-out', 'timed-out']);
      expect(await listLocal()).toEqual(['source']);
    } finally {
      goOn();
    }
  });
}

/** Where a number of 32 bits, or of 31, would begin anew. */
const marks = [0, 2 ** 31 - 1, 2 ** 31] as const;

/** What a file holds there, and how much it holds: to read all of it twice would take longer than moving it. */
async function around(path: string): Promise<readonly unknown[]> {
  const file = await open(path);
  try {
    const read = async (position: number): Promise<string> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, Math.max(0, position - 2048));
      return buffer.toString('hex', 0, bytesRead);
    };
    return [(await file.stat()).size, ...(await Promise.all(marks.map(read)))];
  } finally {
    await file.close();
  }
}

function describeLarge(makeFixture: MakeFixture): void {
  const bytes = 2 ** 31 + 1;

  it(`moves ${bytes} bytes there and back`, async () => {
    const { mover, url, writeSparse, local, options } = await openWorkplace(makeFixture);
    const source = await writeSparse('source', bytes);
    const file = await open(source, 'r+');
    for (const position of marks) await file.write('x', position);
    await file.close();
    const limits = { ...options, timeoutMs: 240_000 };
    expect((await mover.put(source, url('large'), limits)).bytes).toBe(bytes);
    expect((await mover.stat(url('large'), limits)).size).toBe(bytes);
    expect((await mover.get(url('large'), local('copy'), limits)).bytes).toBe(bytes);
    expect(await around(local('copy'))).toEqual(await around(source));
  }, 250_000);
}
