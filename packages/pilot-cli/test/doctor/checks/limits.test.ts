import { describe, expect, it } from 'vitest';
import { judgeLimits } from '../../../src/doctor/checks/limits.ts';

const limits = (files: string, processes: string, space = 'unlimited'): string =>
  [
    'Limit                     Soft Limit           Hard Limit           Units     ',
    `Max processes             ${processes}                96365                processes `,
    `Max open files            ${files}                20000                files     `,
    `Max address space         ${space}            unlimited            bytes     `,
    'Max file size             unlimited            unlimited            bytes     ',
  ].join('\n');

describe('judgeLimits', () => {
  it.each([
    [limits('20000', 'unlimited'), ['ok 20000 open files, any number of processes']],
    [limits('512', '500'), ['warn only 512 open files', 'warn only 500 processes of this account']],
    [limits('200', '32'), ['fail only 200 open files', 'fail only 32 processes of this account']],
    [limits('20000', '5000', '8589934592'), ['fail only 8589934592 bytes of address space']],
  ])('reads %j', (text, found) => {
    expect(judgeLimits(text).map((one) => `${one.level} ${one.text}`)).toEqual(found);
  });
});
