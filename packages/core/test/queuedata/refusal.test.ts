import { expect, it } from 'vitest';
import { readEach, Refusal, refuse } from '../../src/queuedata/refusal.ts';

it('collects the problems of all parts under their keys', () => {
  const half = (value: number) => (value % 2 === 0 ? value / 2 : refuse('is odd'));
  expect(readEach([2, 4].entries(), half)).toEqual([1, 2]);
  const outer = () => readEach([['a', [1, 2, 3]]] as const, (values) => readEach([...values].entries(), half));
  expect(outer).toThrow(
    expect.objectContaining({
      problems: [
        { path: ['a', 0], problem: 'is odd' },
        { path: ['a', 2], problem: 'is odd' },
      ],
    }) as Refusal,
  );
});

it('lets other errors pass', () => {
  expect(() => readEach([[0, 0]], () => JSON.parse('{') as unknown)).toThrow(SyntaxError);
});
