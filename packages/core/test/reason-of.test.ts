import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { reasonOf } from '../src/reason-of.ts';

const refused = Object.assign(new Error('connect ECONNREFUSED 192.0.2.1:443'), {
  code: 'ECONNREFUSED',
  syscall: 'connect',
  address: '192.0.2.1',
  port: 443,
});

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('reasonOf', () => {
  it('tells an error of the system in words, with a path that the sentence does not name', () => {
    const missing = thrownBy(() => readFileSync('/no/such/file'));
    expect(reasonOf(missing)).toBe('it does not exist (open /no/such/file)');
    expect(reasonOf(missing, '/no/such/file')).toBe('it does not exist');
    expect(reasonOf(missing, '/no/such')).toBe('it does not exist (open /no/such/file)');
  });

  it.each<[string, unknown, string]>([
    ['an address', refused, 'connection refused (connect 192.0.2.1:443)'],
    ['the first of several addresses', new AggregateError([refused, new Error('x')]), reasonOf(refused)],
    [
      'a name that no server knows',
      Object.assign(new Error('x'), { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: 'a.example' }),
      'there is no such host (getaddrinfo a.example)',
    ],
    [
      'a full disk',
      Object.assign(new Error('x'), { code: 'ENOSPC', syscall: 'write' }),
      'no space is left on the disk',
    ],
    [
      'an answer seldom seen',
      Object.assign(new Error('EINVAL: invalid argument, read'), { code: 'EINVAL', syscall: 'read' }),
      'EINVAL: invalid argument, read',
    ],
    ['a code that is no answer of the system', Object.assign(new Error('shut'), { code: 'EACCES' }), 'shut'],
    ['an error without words', new RangeError(''), 'RangeError'],
    ['no error at all', 'gone', 'gone'],
    ['a secret', new Error('https://user:word@host/ refuses'), 'https://[redacted]@host/ refuses'],
    ['what a terminal obeys', new Error('\u001B[2Jgone'), String.raw`\x1b[2Jgone`],
  ])('tells %s', (_, error, told) => {
    expect(reasonOf(error)).toBe(told);
  });
});
