import { describe, expect, it } from 'vitest';
import { groupsOf, shapeOf } from '../src/groups.ts';

const at = (path: string, server = 'root://a', opaque = '') => ({ place: { server, path, opaque } });

describe('files that one process can move', () => {
  it('are of one server, have names of their own and nothing opaque', () => {
    const files = [at('/x/1'), at('/y/1'), at('/2', 'root://b'), at('/3', 'root://a', '?a=b'), at('/4')];
    const groups = groupsOf(files, ({ place }) => [place.server, '', place.path.split('/').at(-1) ?? '']);
    expect(groups.map((group) => group.map(({ place }) => `${place.server}/${place.path}`))).toEqual([
      ['root://a//x/1', 'root://a//4'],
      ['root://a//y/1'],
      ['root://b//2'],
      ['root://a//3'],
    ]);
  });

  it('are not more than fit into an argument list', () => {
    const files = Array.from({ length: 1001 }, (_, index) => at(`/${index}`));
    const groups = groupsOf(files, ({ place }) => [place.server, '', place.path]);
    expect(groups.map(({ length }) => length)).toEqual([500, 500, 1]);
  });
});

describe('the shape of an upload', () => {
  it.each([
    [['/a/b/1', '/a/b/2'], '/a/b', ['1', '2'], false],
    [['/a/b/1', '/a/c/d/2', '/a/3'], '/a', ['b', 'c', '3'], true],
    [['/1', '/2'], '/', ['1', '2'], false],
    [['/ab/1', '/a/1'], '/', ['ab', 'a'], true],
  ])('of %j', (paths, target, sources, recursive) => {
    const files = paths.map((path) => at(path));
    const shape = shapeOf(files);
    expect(shape).toMatchObject({ target: { path: target }, sources, recursive });
    expect(files.map((file) => `${target}/${shape.nameOf(file)}`.replace('//', '/'))).toEqual(paths);
  });
});
