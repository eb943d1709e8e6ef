import { describe, expect, it } from 'vitest';
import { withoutInputs } from '../../../src/payload/ready/without-inputs.ts';

describe("a payload's words without an input", () => {
  it.each([
    [['b.root'], []],
    [
      ['--in', 'a.root,b.root,c.root'],
      ['--in', 'a.root,c.root'],
    ],
    [['--in=b.root,a.root'], ['--in=a.root']],
    [['--in=a.root,b.root'], ['--in=a.root']],
    [['--in=b.root'], ['--in=']],
    [["['a.root', 'b.root', 'c.root']"], ["['a.root', 'c.root']"]],
    [["['b.root','a.root']"], ["['a.root']"]],
    [['["a.root", "b.root"]'], ['["a.root"]']],
    [["['user.me:b.root','user.me:a.root']"], ["['user.me:a.root']"]],
    [['b.root,b.root'], []],
    [['a.root b.root'], ['a.root ']],
  ])('%j: %j', (words, left) => {
    expect(withoutInputs(words, ['b.root'])).toEqual(left);
  });

  it.each([
    [['bb.root,b.root.1,b_root', '/b.root', 'xb.root', '--out=b.root.out', '']],
    [["'b.root.tgz'", 'b-root', '.b.root']],
  ])('keeps what is not that name: %j', (words) => {
    expect(withoutInputs(words, ['b.root'])).toEqual(words);
  });

  it('takes names as they are, whatever they look like', () => {
    expect(withoutInputs(['a$(b)+[c].root,d', 'x'], ['a$(b)+[c].root', 'd'])).toEqual(['x']);
    expect(withoutInputs(['.*', 'a'], ['.*'])).toEqual(['a']);
    const words = ['a', 'b'];
    expect(withoutInputs(words, [])).toBe(words);
  });
});
