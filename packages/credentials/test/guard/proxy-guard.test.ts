import { spawn } from 'node:child_process';
import { link, mkdir, open, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isPilotError } from '@panda-pilot/core';
import { makeFifo, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { copyExposures } from '../../src/guard/copy-exposures.ts';
import { createProxyGuard, type GuardedLaunch, type ProxyGuard } from '../../src/index.ts';
import { createGrid } from '../proxy/grid.ts';
import { pilotWithProxy } from './pilot.ts';

async function scene(): Promise<{
  readonly path: string;
  readonly text: string;
  readonly guard: ProxyGuard;
  readonly launch: GuardedLaunch;
  readonly work: string;
}> {
  const { path, text, secrets } = await pilotWithProxy();
  const work = await tempDir();
  const launch = {
    file: '/bin/true',
    args: ['-v'],
    environment: { HOME: work },
    workDirectory: work,
    reach: { visible: [work, '/usr'] },
  };
  return { path, text, guard: createProxyGuard(secrets), launch, work };
}

describe('a guard', () => {
  it('lets a payload start that cannot reach the credential', async () => {
    const { guard, launch } = await scene();
    await expect(guard.assertUnreachable(launch)).resolves.toBeUndefined();
  });

  it('stops a payload that could, and says how without the secret', async () => {
    const { guard, launch, path } = await scene();
    const error: unknown = await guard
      .assertUnreachable({ ...launch, reach: { visible: ['/'] } })
      .catch((reason: unknown) => reason);
    expect(isPilotError(error, 'SETUP_FAILURE') && error.code).toBe(1110);
    expect(String(error)).toContain(`file ${path} can be read by the payload`);
  });

  it('finds the credential in variables and arguments, whole or by its place', async () => {
    const { guard, launch, path, text } = await scene();
    const exposures = await guard.exposuresOf({
      ...launch,
      args: ['--proxy', `--cert=${path}`, text],
      environment: { A: path, B: text, C: 'harmless' },
    });
    expect(exposures.map(({ kind, where, why }) => [kind, where, why])).toEqual([
      ['variable', 'A', 'says where the credential is'],
      ['variable', 'B', 'holds the credential'],
      ['argument', '2', 'says where the credential is'],
      ['argument', '3', 'holds the credential'],
    ]);
    expect(JSON.stringify(exposures)).not.toContain('PRIVATE');
  });

  it('cleans an environment so that it passes', async () => {
    const { guard, launch, path, text } = await scene();
    const { environment, withheld } = guard.environmentFor({
      X509_USER_PROXY: path,
      COPY: text,
      HOME: launch.workDirectory,
    });
    expect(withheld).toEqual(['X509_USER_PROXY', 'COPY']);
    expect(await guard.exposuresOf({ ...launch, environment })).toEqual([]);
  });
});

describe('below the work directory a guard finds', () => {
  it('copies, hard links and symbolic links, at any depth, and nothing else', async () => {
    const { guard, work, path, text } = await scene();
    const deep = join(work, 'a/b/c');
    await mkdir(deep, { recursive: true });
    await writeFile(join(work, 'input.txt'), 'data');
    await writeFile(join(work, 'huge'), 'x'.repeat(300_000) + text);
    await writeFile(join(deep, 'job.json'), JSON.stringify({ userProxy: text }));
    await symlink(path, join(work, 'a/link'));
    await symlink('/nowhere', join(work, 'dangling'));
    makeFifo(join(work, 'fifo'));
    await link(path, join(work, 'second')).catch(() => writeFile(join(work, 'second'), text)); // another file system
    const exposures = await guard.copiesBelow(work);
    expect(exposures.map(({ where }) => where.slice(work.length + 1)).toSorted()).toEqual([
      'a/b/c/job.json',
      'a/link',
      'second',
    ]);
  });

  it("nothing in somebody else's key, nor where a directory goes away meanwhile; what it may not look into it names", async () => {
    const { guard, work } = await scene();
    await writeFile(join(work, 'server.key'), createGrid().authority.issue('/CN=server').file());
    expect(await guard.copiesBelow(work)).toEqual([]);
    expect(await guard.copiesBelow(join(work, 'gone'))).toEqual([]);
    expect(await guard.copiesBelow(join(work, 'server.key'))).toMatchObject([{ kind: 'unchecked' }]);
  });

  it('more entries than it looks at, and says so', async () => {
    const { secrets } = await pilotWithProxy();
    const work = await tempDir();
    for (const name of ['a', 'b', 'c']) await writeFile(join(work, name), '');
    expect(await copyExposures(work, secrets, { maxEntries: 2 })).toEqual([
      { kind: 'unchecked', where: work, why: 'has more than 2 entries' },
    ]);
  });
});

describe('of a running process a guard tells', () => {
  const start = (
    environment: Record<string, string>,
    args: readonly string[],
    descriptor: number | 'ignore',
  ): number => {
    const child = spawn('/bin/sleep', ['60', ...args], {
      env: environment,
      stdio: ['ignore', 'ignore', 'ignore', descriptor],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child.pid ?? 0;
  };

  it('what it was given', async () => {
    const { guard, path } = await scene();
    const file = await open(path);
    const pid = start({ X509_USER_PROXY: path, HOME: '/' }, [], file.fd);
    await file.close();
    await expect
      .poll(async () => (await guard.exposuresOfProcess(pid)).map(({ kind, where }) => [kind, where]))
      .toEqual([
        ['variable', 'X509_USER_PROXY'],
        ['descriptor', '3'],
      ]);
  });

  it('nothing when it was given nothing, or is gone', async () => {
    const { guard } = await scene();
    expect(await guard.exposuresOfProcess(start({ HOME: '/' }, [], 'ignore'))).toEqual([]);
    expect(await guard.exposuresOfProcess(2 ** 22 + 1)).toEqual([]);
  });
});
