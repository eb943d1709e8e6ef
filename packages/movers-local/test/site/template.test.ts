import { describe, expect, it } from 'vitest';
import { parseTemplate, valuesOf, wordsOf } from '../../src/site/template.ts';

describe('a command line of a site', () => {
  it('keeps every name one word, whatever it holds', () => {
    const values = valuesOf(new URL('srm://host:8443/srm/managerv2?SFN=/a/b%20c;rm%20-rf%20$HOME'));
    expect(wordsOf(['tool', '--from={path}', '{directory}'], values)).toEqual([
      'tool',
      '--from=/a/b c;rm -rf $HOME',
      '/a/',
    ]);
  });

  it.each([
    ['srm://host/srm/managerv2?SFN=-rf', '/-rf'],
    ['srm://host/srm/managerv2?SFN=/a/b&c', '/a/b&c'],
    ['srm://host', '/'],
    ['gsiftp://host/50%', '/50%'],
  ])('has the path of %s, and never an option: %s', (url, path) => {
    expect(valuesOf(new URL(url)).path).toBe(path);
  });

  it('does not read placeholders in what a name holds', () => {
    const values = {
      ...valuesOf(new URL('root://host//a')),
      source: '/x/{destination}',
      destination: 'root://host//a',
    };
    expect(wordsOf(['tool', '{source}', '{destination}'], values)).toEqual([
      'tool',
      '/x/{destination}',
      'root://host//a',
    ]);
  });

  it('leaves out the lists of which something is not known', () => {
    const template = parseTemplate(['tool', ['--size', '{size}'], ['--sum', '{checksum}'], ['-t', '{token}']], 'get');
    const url = new URL('root://host//a');
    expect(wordsOf(template, valuesOf(url))).toEqual(['tool']);
    const checksum = { algorithm: 'adler32', value: '0ac60265' } as const;
    const told = { expected: { size: 7, checksum }, about: { lfn: 'a', spaceToken: 'DISK' } };
    expect(wordsOf(template, valuesOf(url, told))).toEqual([
      'tool',
      '--size',
      '7',
      '--sum',
      'adler32:0ac60265',
      '-t',
      'DISK',
    ]);
  });

  it.each(['cp a b', [], [''], [['cp']], ['cp', 7], ['cp', ['a', 1]], ['cp', '{nothing}'], ['cp', '{size}']])(
    'refuses %j',
    (raw) => {
      expect(() => parseTemplate(raw, 'copytool x: get')).toThrow(/^copytool x: get/);
    },
  );
});
