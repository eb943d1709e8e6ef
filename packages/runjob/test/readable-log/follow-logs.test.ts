import { appendFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { type Followed, type GrowingLog, followLogs } from '../../src/readable-log/follow-logs.ts';
import { masksFor } from '../../src/secrets/masks.ts';
import { allOf } from './all-of.ts';

const json = (jobId: number, msg: string): string => `${JSON.stringify({ level: 30, time: 1, jobId, msg })}\n`;

/** Follows all `*.log` (JSON) and `*.stdout` (plain) files of one directory, and what `sub` in it has. */
function inDirectory(directory: string, jobId?: number): () => Promise<Followed> {
  return async () => {
    const directories = [directory, join(directory, 'sub')].filter((one) => existing(one));
    const paths = directories.flatMap((one) => readdirSync(one).map((name) => join(one, name)));
    const logs = paths.flatMap((path): GrowingLog[] => {
      if (path.endsWith('.log')) return [{ path, jobId, kind: 'json' }];
      return path.endsWith('.stdout') ? [{ path, jobId, kind: 'plain', masks: masksFor('["the-password"]') }] : [];
    });
    return { directories, logs };
  };
}

/** Resolves when everything that stands there has been looked at: only what is written from then on is told. */
function lookedAt(find: () => Promise<Followed>): {
  readonly find: () => Promise<Followed>;
  readonly once: Promise<void>;
} {
  let looks = 0;
  let tell: () => void;
  const once = new Promise<void>((resolve) => (tell = resolve));
  return {
    once,
    find: () => {
      looks += 1;
      if (looks === 2) tell();
      return find();
    },
  };
}

function existing(path: string): boolean {
  try {
    return readdirSync(path).length >= 0;
  } catch {
    return false;
  }
}

describe('followLogs', () => {
  it('tells what is written from here on, also to files and directories that appear', async () => {
    const work = await tree({ 'a.log': json(1, 'before'), 'payload.stdout': 'before\n' });
    const stop = new AbortController();
    const { find, once } = lookedAt(inDirectory(work));
    const lines = followLogs(find, stop.signal);
    const next = async (): Promise<string> => (await lines.next()).value?.text ?? 'over';
    const first = next();
    await once;
    appendFileSync(join(work, 'a.log'), json(1, 'after'));
    expect(await first).toBe('after');
    const second = next();
    appendFileSync(join(work, 'payload.stdout'), 'half a the-password ');
    appendFileSync(join(work, 'payload.stdout'), 'line\n');
    expect(await second).toBe('out: half a [redacted] line');
    const third = next();
    mkdirSync(join(work, 'sub'));
    writeFileSync(join(work, 'sub/b.log'), json(1, 'new'));
    expect(await third).toBe('new');
    stop.abort();
    expect(await next()).toBe('over');
  });

  it('leaves out other jobs, reads a file anew that has shrunk, minds nothing that goes', async () => {
    const work = await tree({ 'a.log': json(1, 'a long line that was before'), 'sub/x': '' });
    const stop = new AbortController();
    const { find, once } = lookedAt(inDirectory(work, 1));
    const lines = followLogs(find, stop.signal);
    const next = lines.next();
    await once;
    rmSync(join(work, 'sub'), { recursive: true });
    writeFileSync(join(work, 'a.log'), json(1, 'y'));
    expect((await next).value?.text).toBe('y');
    const later = lines.next();
    appendFileSync(join(work, 'a.log'), json(2, 'x') + json(1, 'z'));
    expect((await later).value?.text).toBe('z');
    stop.abort();
    expect((await lines.next()).done).toBe(true);
  });

  it('ends at once when it is over before it begins', async () => {
    expect(await allOf(followLogs(inDirectory('/nowhere'), AbortSignal.abort()))).toEqual([]);
  });
});
