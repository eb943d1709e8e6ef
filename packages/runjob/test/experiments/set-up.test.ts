import { describe, expect, it } from 'vitest';
import { setUpScript } from '../../src/experiments/set-up.ts';

describe('setUpScript', () => {
  it('does the lines in order, says which one failed, and becomes its arguments', () => {
    const script = setUpScript([
      { kind: 'export', name: 'BASE', value: '/base' },
      { kind: 'source', file: { variable: 'BASE', suffix: '/setup.sh' }, args: ['a b', '$(id)'] },
      { kind: 'directory', path: '/base/cmt' },
    ]);
    const commands = script.split('\n').filter((line) => line.includes('||'));
    expect(commands.map((line) => line.split(' || ')[0])).toEqual([
      `export BASE='/base'`,
      `source "\${BASE}"'/setup.sh' 'a b' '$(id)'`,
      `cd '/base/cmt'`,
      'cd "$payload_directory"',
    ]);
    expect(script).toContain('panda-pilot: the set-up failed');
    expect(script.trimEnd().endsWith('exec "$@"')).toBe(true);
  });
});
