import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type InputFile, parseQueuedata, silentLogger } from '@panda-pilot/core';
import { createTransferEngine, type StageInOutcome, type StageOutOutcome } from '@panda-pilot/movers-core';
import { onlyAsRoot, mountSmallDisk, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { cp } from '../src/index.ts';
import { noTools } from './cp-fixture.ts';

const mover = cp.create(cp.parseOptions(undefined), noTools);
const { signal } = new AbortController();
const options = { signal, timeoutMs: 10_000, logger: silentLogger };
const engine = createTransferEngine({
  movers: () => Promise.resolve(mover),
  queuedata: parseQueuedata(JSON.stringify({ nickname: 'QUEUE', copytool: 'cp' })),
  logger: silentLogger,
  onEvent: () => undefined,
});

describe.skipIf(onlyAsRoot())('a disk that is full', () => {
  it('is noticed before stage-in when the size is known, and in time when it is not', async () => {
    const [directory, disk] = [await tempDir(), await smallDisk()];
    const source = await fileOf(join(directory, 'source'), 2_000_000);
    const request = { replicas: [pathToFileURL(source)], destination: join(disk, 'input') };
    const files: InputFile[] = [{ lfn: 'input', sizeBytes: 2_000_000 }, { lfn: 'input' }];
    for (const file of files) {
      const [outcome] = await engine.stageIn([{ ...request, file }], { signal });
      expect(codeOf(outcome)).toBe('1098 NO_LOCAL_SPACE');
      expect(outcome?.kind === 'failed' && outcome.failedAttempts.length).toBe(file.sizeBytes === undefined ? 1 : 0);
      expect(await readdir(disk)).toEqual([]);
    }
  });

  it('fails stage-out once, without retries', async () => {
    const [directory, disk] = [await tempDir(), await smallDisk()];
    const outcome = await store(await fileOf(join(directory, 'output'), 2_000_000), join(disk, 'output'));
    expect(codeOf(outcome)).toBe('1333 NO_REMOTE_SPACE');
    expect(await readdir(disk)).toEqual([]);
  });
});

describe.skipIf(onlyAsRoot())('a disk that is read-only', () => {
  it('refuses both directions at once', async () => {
    const [directory, disk] = [await tempDir(), await smallDisk()];
    await fileOf(join(disk, 'there'), 10);
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    const source = await fileOf(join(directory, 'file'), 10);
    const request = { file: { lfn: 'input' }, replicas: [pathToFileURL(source)], destination: join(disk, 'input') };
    const [staged] = await engine.stageIn([request], { signal });
    expect(codeOf(staged)).toBe('1199 MKDIR');
    expect(codeOf(await store(source, join(disk, 'output')))).toBe('1137 STAGE_OUT_FAILED');
    await expect(mover.remove(pathToFileURL(join(disk, 'there')), options)).rejects.toMatchObject({
      kind: 'read-only',
    });
  });
});

describe.skipIf(onlyAsRoot())('permissions that do not suffice', () => {
  it('are told as such by an ordinary user’s pilot', async () => {
    const directory = await tempDir();
    const source = await fileOf(join(directory, 'source'), 10);
    await chmod(directory, 0o755);
    await mkdir(join(directory, 'closed'), { mode: 0o755 });
    const secret = await fileOf(join(directory, 'secret'), 10);
    await chmod(secret, 0o600);
    const open = join(directory, 'open');
    await mkdir(open);
    await chmod(open, 0o777);
    await asNobody(async () => {
      // Modes and owners, no credential.
      expect(codeOf(await store(source, join(directory, 'closed/output')))).toBe('1137 STAGE_OUT_FAILED');
      const request = { file: { lfn: 'input' }, replicas: [pathToFileURL(secret)], destination: join(open, 'input') };
      const [refused] = await engine.stageIn([request], { signal });
      expect(codeOf(refused)).toBe('1099 STAGE_IN_FAILED');
      const elsewhere = { ...request, destination: join(directory, 'closed/input') };
      const [unwritable] = await engine.stageIn([elsewhere], { signal });
      expect(codeOf(unwritable)).toBe('1199 MKDIR');
    });
    expect(await readdir(join(directory, 'closed'))).toEqual([]);
    expect(await readdir(open)).toEqual([]);
  });
});

async function smallDisk(): Promise<string> {
  const directory = await tempDir();
  await mountSmallDisk(directory);
  return directory;
}

async function fileOf(path: string, bytes: number): Promise<string> {
  await writeFile(path, Buffer.alloc(bytes, 'x'));
  return path;
}

/** Everything in this process, Node's own threads included, as a user without rights. */
async function asNobody(work: () => Promise<void>): Promise<void> {
  process.seteuid?.(65_534);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}

async function store(source: string, path: string): Promise<StageOutOutcome | undefined> {
  const file = { lfn: 'output', guid: 'guid', optional: false };
  const request = { file, source, destination: pathToFileURL(path), role: 'output' } as const;
  const [outcome] = await engine.stageOut([request], { signal });
  return outcome;
}

function codeOf(outcome: StageInOutcome | StageOutOutcome | undefined): string | undefined {
  return outcome?.kind === 'failed' ? `${outcome.error.code} ${outcome.error.errorName}` : outcome?.kind;
}
