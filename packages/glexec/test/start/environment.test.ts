import { expect, it } from 'vitest';
import { environmentBlock, selectEnvironment } from '../../src/start/environment.ts';

it('writes one line a variable and an empty one at the end', () => {
  expect(environmentBlock({ PATH: '/bin', HOME: '/home/a b' })).toBe('PATH=/bin\nHOME=/home/a b\n\n');
  expect(environmentBlock({})).toBe('\n');
});

it('escapes line feeds, backslashes and everything beyond ASCII', () => {
  expect(environmentBlock({ A: 'x\ny\\z é' })).toBe('A=x\\0012y\\0134z \\0303\\0251\n\n');
});

it('marks names that a shell cannot export, or keeps for itself', () => {
  const names = ['BASH_FUNC_module%%', 'UID', 'IFS', 'PWD', '_', '1A', 'A-B', '_pilot_line'];
  const env = Object.fromEntries(names.map((name) => [name, 'x']));
  expect(environmentBlock(env)).toBe(`${names.map((name) => `=${name}=x\n`).join('')}\n`);
});

it.each([{ '': 'x' }, { 'A=B': 'x' }, { A: 'x\0y' }, { 'A\0': 'x' }])(
  'refuses what no environment can hold: %j',
  (env) => {
    expect(() => environmentBlock(env as unknown as Record<string, string>)).toThrow(TypeError);
  },
);

it('selects whole names and prefixes, nothing else', () => {
  const env = { PATH: '/bin', ATLAS_LOCAL: '1', ATLAS: '2', SECRET: '3', PATHS: '4' };
  expect(selectEnvironment(env, ['PATH', 'ATLAS_*', 'HOME'])).toEqual({ PATH: '/bin', ATLAS_LOCAL: '1' });
});
