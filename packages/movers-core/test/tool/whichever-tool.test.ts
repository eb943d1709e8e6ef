import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { findTool, locateTool, toolsets, whicheverTool } from '../../src/index.ts';
import { memoryStorage } from '../memory-mover.ts';

const options = { signal: new AbortController().signal, timeoutMs: 1_000, logger: silentLogger };

async function toolOnPath(...names: readonly string[]): Promise<string> {
  const directory = await tempDir();
  for (const name of names) {
    await writeFile(join(directory, name), '#!/bin/sh\n');
    await chmod(join(directory, name), 0o755);
  }
  return directory;
}

describe('finding a program', () => {
  it('takes the first directory that has it, and programs only', async () => {
    const [one, two] = [await toolOnPath(), await toolOnPath('tool')];
    await mkdir(join(one, 'tool'));
    await writeFile(join(one, 'plain'), '');
    expect(await findTool('tool', `relative:${one}:${two}`)).toBe(join(two, 'tool'));
    expect(await findTool('plain', one)).toBeUndefined();
    expect(await findTool('tool', undefined)).toBeUndefined();
    expect(await findTool(join(two, 'tool'), '')).toBe(join(two, 'tool'));
  });

  it('looks below the directory that the environment names, where a row begins with it', async () => {
    const directory = await toolOnPath('tool');
    expect(await locateTool('$KIT/tool', { KIT: directory })).toBe(join(directory, 'tool'));
    expect(await locateTool('$KIT/gone', { KIT: directory, PATH: directory })).toBeUndefined();
    expect(await locateTool('$KIT/tool', { PATH: directory })).toBeUndefined();
    expect(await locateTool('tool', { PATH: directory })).toBe(join(directory, 'tool'));
  });
});

describe('the mover of a copytool whose program may be gone', () => {
  const [old, today] = [memoryStorage({ name: 'lcg-cp' }), memoryStorage({ name: 'lcg-cp', scheme: 'srm' })];
  const byTool = { 'lcg-cp': old.mover, 'gfal-copy': today.mover };
  const moverFor = (PATH: string) =>
    whicheverTool({ name: 'lcg-cp', byTool, features: today.mover.features }, { environment: async () => ({ PATH }) });

  it.each([
    [['lcg-cp', 'gfal-copy'], old, today],
    [['gfal-copy'], today, old],
  ])('where there is %j', async (tools, used, unused) => {
    used.files.set('file', Buffer.from('content'));
    const before = unused.calls.length;
    const mover = moverFor(await toolOnPath(...tools));
    expect(await mover.stat(used.url('file'), options)).toEqual({ size: 7 });
    expect(mover.schemes).toEqual(['mem', 'srm']);
    expect(unused.calls.length).toBe(before);
  });

  it('says what it wants where there is none', async () => {
    const mover = moverFor(await toolOnPath('something'));
    await expect(mover.remove(old.url('file'), options)).rejects.toMatchObject({
      kind: 'tool-missing',
      message: 'lcg-cp needs lcg-cp or gfal-copy on PATH',
    });
  });

  it('moves many one by one with a program that takes one', async () => {
    const getMany = async () => [];
    const batching = { ...today.mover, getMany };
    const PATH = await toolOnPath('lcg-cp');
    const mover = whicheverTool(
      { name: 'lcg-cp', byTool: { 'lcg-cp': old.mover, 'gfal-copy': batching }, features: old.mover.features },
      { environment: async () => ({ PATH }) },
    );
    old.files.set('file', Buffer.from('content'));
    const directory = await tempDir();
    const requests = ['file', 'gone'].map((name) => ({ source: old.url(name), destination: join(directory, name) }));
    const settled = await mover.getMany?.(requests, options);
    expect(settled?.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect('putMany' in mover).toBe(false);
  });
});

it('names a program once in each row', () => {
  for (const [copytool, rows] of Object.entries(toolsets)) {
    expect(new Set(rows.map(({ tool }) => tool)).size, copytool).toBe(rows.length);
  }
});
