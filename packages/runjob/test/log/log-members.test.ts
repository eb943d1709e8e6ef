import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { createLeftOut } from '../../src/log/left-out.ts';
import { logMembers } from '../../src/log/log-members.ts';

async function namesOf(path: string, given: { without?: string[]; mostMembers?: number } = {}): Promise<string[]> {
  const { without = [], mostMembers = 100 } = given;
  const leftOut = createLeftOut();
  const names: string[] = [];
  const options = { leftOut, mostMembers, without: new Set(without.map((name) => join(path, name))) };
  for await (const { name } of logMembers({ name: 'work', path }, options)) names.push(name);
  return [...names, ...leftOut.text().split('\n').filter(Boolean)];
}

describe('logMembers', () => {
  it('has the logs first, then what else there is, then what is deeper', async () => {
    const work = await tree({ a: '', 'z.log': '', 'payload.stdout': '', 'd/e/f': '', 'd/b': '' });
    expect(await namesOf(work)).toEqual([
      'work',
      'work/payload.stdout',
      'work/z.log',
      'work/a',
      'work/d',
      'work/d/b',
      'work/d/e',
      'work/d/e/f',
    ]);
  });

  it('follows no link, leaves out what it is told to and what is too much, and says so', async () => {
    const work = await tree({ a: '', 'payload.stdout': '', in: '' });
    symlinkSync('/etc', join(work, 'etc'));
    const names = await namesOf(work, { without: ['in'], mostMembers: 2 });
    expect(names.slice(0, 2)).toEqual(['work', 'work/payload.stdout']);
    expect(names.filter((name) => name.startsWith('work/'))).toHaveLength(2);
    expect(names.slice(3).toSorted()).toEqual([
      'input or output (1): work/in',
      expect.stringMatching(/^more than 2 files \(1\): work\/(a|etc)$/),
    ]);
  });

  it('of a work directory that is gone is its name, for whoever looks', async () => {
    expect(await namesOf('/nowhere/work')).toEqual(['work']);
  });
});
