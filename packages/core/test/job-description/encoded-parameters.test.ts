import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeParameters } from '../../src/job-description/encoded-parameters.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('decodeParameters', () => {
  it.each(["-c 'echo hi'", '-h -v', '--inputFile=a.root --outputFile=b.root', 'run.py a\tb\nc', 'père "日本"'])(
    'decodes %j',
    (parameters) => {
      expect(decodeParameters(base64(parameters))).toBe(parameters);
    },
  );

  it.each([
    ['', 'nothing'],
    ['-c "echo hi"', 'a command line'],
    ['true', 'a word'],
    ['athenaMP', 'a word of the alphabet'],
    ['data/run1/in', 'a path of the alphabet'],
    ['d41d8cd98f00b204e9800998ecf8427e', 'a hash'],
    [base64('{"a": 1, "b": 2}'), 'a JSON document'],
    [base64('#!/bin/sh\necho hi'), 'a script'],
    [base64('<a b="c"/>'), 'an XML document'],
    [base64('single'), 'one word'],
    [base64('a b\u0000c d'), 'binary data'],
    [Buffer.from([0x61, 0x20, 0xff, 0x62]).toString('base64'), 'invalid UTF-8'],
    [base64("-c 'echo hi!'").replace('=', ''), 'base64 without its padding'],
    ['LWMgJ2hpJx==', 'base64 whose unused bits are set'],
    [`${base64('a b c')}\n`, 'base64 and a newline'],
    [`${base64('a b c')} ${base64('d e f')}`, 'two words of base64'],
  ])('leaves %j alone: %s', (parameters) => {
    expect(decodeParameters(parameters)).toBe(parameters);
  });

  it('leaves everything alone that has a blank', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(decodeParameters(`${one} ${other}`)).toBe(`${one} ${other}`);
      }),
    );
  });
});
