import { chmod, link, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { fileExposures, isWithin } from '../../src/guard/file-exposures.ts';
import { pilotWithProxy } from './pilot.ts';

const own = process.getuid?.() ?? 0;
const other = own + 1000;

describe('the file of the credential', () => {
  it('is exposed to a payload of the same user that sees it', async () => {
    const { path } = await pilotWithProxy();
    const exposed = [{ kind: 'file', where: path, why: 'can be read by the payload' }];
    expect(await fileExposures([path], { visible: ['/'] })).toEqual(exposed);
    expect(await fileExposures([path], { uid: own, visible: ['/'] })).toEqual(exposed);
  });

  it('is exposed to root', async () => {
    const { path } = await pilotWithProxy();
    expect(await fileExposures([path], { uid: 0, visible: ['/'] })).toHaveLength(1);
  });

  it('is safe from another user, unless its mode says otherwise', async () => {
    const { path } = await pilotWithProxy();
    expect(await fileExposures([path], { uid: other, visible: ['/'] })).toEqual([]);
    await chmod(path, 0o640);
    expect(await fileExposures([path], { uid: other, visible: ['/'] })).toHaveLength(1);
  });

  it('is safe where it cannot be seen', async () => {
    const { path } = await pilotWithProxy();
    expect(await fileExposures([path], { visible: [await tempDir(), '/usr'] })).toEqual([]);
    expect(await fileExposures([path], { visible: [] })).toEqual([]);
  });

  it('is seen through symbolic links on either side', async () => {
    const { path, directory } = await pilotWithProxy();
    const place = await tempDir();
    await symlink(path, join(place, 'proxy'));
    expect(await fileExposures([join(place, 'proxy')], { visible: [directory] })).toHaveLength(1);
    await symlink(directory, join(place, 'work'));
    expect(await fileExposures([path], { visible: [join(place, 'work')] })).toHaveLength(1);
  });

  it('is not safe behind another name', async () => {
    const { path, directory } = await pilotWithProxy();
    await link(path, join(directory, 'second'));
    const [exposure] = await fileExposures([path], { visible: [await tempDir()] });
    expect(exposure?.why).toBe('has another name, which the payload may see');
  });

  it('is no matter when it is gone', async () => {
    const { path } = await pilotWithProxy();
    await rm(path);
    expect(await fileExposures([path, join(path, 'x')], { visible: ['/'] })).toEqual([]);
  });

  it('counts as exposed when it cannot be looked at', async () => {
    const directory = await tempDir();
    await symlink('loop', join(directory, 'loop'));
    const [exposure] = await fileExposures([join(directory, 'loop')], { visible: ['/'] });
    expect(exposure?.kind).toBe('unchecked');
  });
});

describe('isWithin', () => {
  it.each([
    ['/a/b', '/a', true],
    ['/a', '/a', true],
    ['/ab', '/a', false],
    ['/', '/a', false],
    ['/a/..b', '/a', true],
    ['/b', '/a', false],
    ['/anything', '/', true],
  ])('%s in %s: %s', (path, directory, expected) => {
    expect(isWithin(path, directory)).toBe(expected);
  });

  it('needs no directory that exists', async () => {
    const directory = await tempDir();
    await mkdir(join(directory, 'a'));
    expect(isWithin(join(directory, 'a'), directory)).toBe(true);
  });
});
