import { PilotError } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import type { Check } from '../../src/doctor/check.ts';
import { examine } from '../../src/doctor/examine.ts';

const { settings } = readConfig({ flags: { url: 'http://127.0.0.1:1', queue: 'Q' }, env: {} });
const facts = { settings, cwd: '/', env: {}, write: false };
const check = (name: string, look: Check['look']): Check => ({ name, about: '', look });

describe('examine', () => {
  it('keeps the order of the checks, though all look at once', async () => {
    const slow = check(
      'slow',
      () => new Promise((resolve) => setTimeout(() => resolve([{ level: 'ok', text: '' }]), 20)),
    );
    const quick = check('quick', () => Promise.resolve([{ level: 'ok', text: '' }]));
    expect((await examine([slow, quick], facts)).map((one) => one.check)).toEqual(['slow', 'quick']);
  });

  it.each([
    [new PilotError('GLEXEC_FAILED', 'x', { hint: 'For the site: install it' }), 'site', 'install it'],
    [new PilotError('GLEXEC_FAILED', 'x', { hint: "For the server's operators: look" }), 'server', 'look'],
    [new PilotError('GLEXEC_FAILED', 'x', { hint: 'Name another file' }), 'you', 'Name another file'],
    [new TypeError('a bug'), 'you', 'run it again with only this check: panda-pilot doctor broken'],
  ])('makes a failure of %s', async (error, owner, advice) => {
    const broken = check('broken', () => Promise.reject(error));
    expect(await examine([broken], facts)).toEqual([
      { check: 'broken', level: 'fail', text: expect.stringContaining(error.message), owner, advice },
    ]);
  });
});
