import { expect, it } from 'vitest';
import { urlencoded } from '../../src/classic/response.ts';

it('writes fields as Python does', () => {
  expect(urlencoded({ StatusCode: 0, a: 'x y+z&=~(*)é', none: null, list: ['a'], yes: true })).toBe(
    'StatusCode=0&a=x+y%2Bz%26%3D~%28%2A%29%C3%A9&none=None&list=%5B%27a%27%5D&yes=True',
  );
});
