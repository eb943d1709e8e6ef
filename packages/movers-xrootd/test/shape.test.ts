import { describe, expect, it } from 'vitest';
import { shapeOf } from '../src/shape.ts';

const at = (path: string) => ({ place: { server: 'root://a', path, opaque: '' } });

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
