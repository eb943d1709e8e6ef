import { mkdir, open, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { errnoOf, moverErrorFrom } from '../../src/contract/errno.ts';
import { MoverError } from '../../src/index.ts';

describe('moverErrorFrom', () => {
  it.each([
    ['ENOENT', 'not-found'],
    ['ENOTDIR', 'not-found'],
    ['EEXIST', 'exists'],
    ['EACCES', 'denied'],
    ['EPERM', 'denied'],
    ['ENOSPC', 'no-space'],
    ['EDQUOT', 'no-space'],
    ['EROFS', 'read-only'],
    ['ETIMEDOUT', 'timed-out'],
    ['ECONNREFUSED', 'network'],
    ['ESTALE', 'network'],
    ['ENAMETOOLONG', 'unsupported'],
    ['EISDIR', 'unsupported'],
    ['EXDEV', 'unsupported'],
    ['EIO', 'other'],
  ] as const)('reads %s as %s', (code, kind) => {
    const cause = Object.assign(new Error(`${code}: so it is`), { code });
    expect(moverErrorFrom(cause, '/some/file')).toMatchObject({ kind, file: '/some/file', cause });
  });

  it('knows a file where a directory was to be made from one at the name itself', async () => {
    const error: unknown = await mkdir('/etc/passwd').catch((reason: unknown) => reason);
    expect(moverErrorFrom(error, '/etc/passwd/file').kind).toBe('not-found');
  });

  it('knows what Node itself throws for a path with a NUL', async () => {
    const error: unknown = await open('/tmp/a\0b').catch((reason: unknown) => reason);
    expect(moverErrorFrom(error, 'a\0b').kind).toBe('unsupported');
  });

  it('tells in words what the system has answered, and of which other path', async () => {
    const error: unknown = await readFile('/no/such/file').catch((reason: unknown) => reason);
    expect(moverErrorFrom(error, '/no/such/file').message).toBe('it does not exist');
    expect(moverErrorFrom(error, '/other').message).toBe('it does not exist (open /no/such/file)');
  });

  it('leaves a MoverError as it is', () => {
    const error = new MoverError('no', { kind: 'offline', file: 'f' });
    expect(moverErrorFrom(error, 'g')).toBe(error);
  });

  it('makes something of what is no error at all', () => {
    expect(moverErrorFrom('a mere text', 'f')).toMatchObject({ kind: 'other', message: 'a mere text' });
    expect(errnoOf(Object.assign(new Error('x'), { code: 7 }))).toBeUndefined();
  });
});
