import { describe, expect, it } from 'vitest';
import { copytool, copytools, copytoolsByActivity, stageHost } from '../../src/queuedata/copytools.ts';
import { read } from './read.ts';

describe('copytool and stageHost', () => {
  it.each([
    ['xrdcp', 'xrdcp', ''],
    ['lcgcp^stage.example', 'lcg-cp', 'stage.example'],
    ['BNLdccp', 'BNLdccp', ''],
  ])('of %s are %s and "%s"', (text, name, host) => {
    expect(read(copytool, text)).toBe(name);
    expect(read(stageHost, text)).toBe(host);
  });

  it.each(['^host', 'a^b^c'])('refuse %s', (text) => {
    expect(() => read(copytool, text)).toThrow('is neither a copytool nor copytool^host');
  });
});

describe('copytools', () => {
  it('keeps what a site says of a copytool', () => {
    expect(read(copytools, { gfal: { setup: ' /s.sh ', timeout: 5 }, cp: null, mv: { setup: 'None' } })).toEqual({
      'gfal-copy': { setup: '/s.sh', timeout: 5 },
      cp: {},
      mv: {},
    });
  });

  it('names each copytool that it cannot read', () => {
    expect(() => read(copytools, { cp: 5, mv: { setup: [] } })).toThrow('cp is not a record; mv is not a text');
  });
});

describe('copytoolsByActivity', () => {
  it('takes lists and comma lists', () => {
    expect(read(copytoolsByActivity, { pr: ['lcgcp', null], pw: 'rucio, gfal', pl: null })).toEqual({
      pr: ['lcg-cp'],
      pw: ['rucio', 'gfal-copy'],
    });
  });
});
