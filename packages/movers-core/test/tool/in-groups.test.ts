import { describe, expect, it } from 'vitest';
import type { Receipt } from '../../src/index.ts';
import { groupsOf, inGroups } from '../../src/tool/in-groups.ts';

describe('files that one process can move', () => {
  it('share what they must, have names of their own, and leave loners alone', () => {
    const files = ['a/1', 'b/1', 'a/2', 'x/3', 'a/1'];
    const groups = groupsOf(files, (file) =>
      file.startsWith('x') ? undefined : { shared: [file.slice(0, 1)], name: file.slice(2) },
    );
    expect(groups).toEqual([['a/1', 'a/2'], ['b/1'], ['x/3'], ['a/1']]);
  });

  it('are not more than fit into an argument list', () => {
    const files = Array.from({ length: 1001 }, (_, index) => String(index));
    const groups = groupsOf(files, (name) => ({ shared: [], name }));
    expect(groups.map(({ length }) => length)).toEqual([500, 500, 1]);
  });
});

describe('a batch', () => {
  it('is settled in its order, whatever became of its files', async () => {
    const receipt = (bytes: number): Receipt => ({ mode: 'copied', bytes });
    const settled = await inGroups([1, -2, 3, 40, 50, 60], {
      look: async (bytes) => (bytes < 0 ? Promise.reject(new Error('gone')) : bytes),
      together: (bytes) =>
        bytes < 10
          ? { shared: ['small'], name: `${bytes}` }
          : bytes < 60
            ? { shared: [], name: `${bytes}` }
            : undefined,
      one: async (bytes) => receipt(bytes),
      many: async (files) => {
        if (files.includes(40)) throw new Error('the process died');
        return files.slice(0, 1).map((bytes) => ({ status: 'fulfilled', value: receipt(bytes) }));
      },
    });
    expect(settled).toEqual([
      { status: 'fulfilled', value: receipt(1) },
      { status: 'rejected', reason: expect.objectContaining({ message: 'gone' }) },
      { status: 'rejected', reason: expect.any(TypeError) },
      { status: 'rejected', reason: expect.objectContaining({ message: 'the process died' }) },
      { status: 'rejected', reason: expect.objectContaining({ message: 'the process died' }) },
      { status: 'fulfilled', value: receipt(60) },
    ]);
  });
});
