import { describe, expect, it } from 'vitest';
import { schemesOf, turlOf } from '../../src/index.ts';

describe('the URL behind a SURL', () => {
  const eos = [{ from: 'srm://srm-eos.cern.ch', to: 'root://eos.cern.ch/' }];
  it.each([
    ['srm://srm-eos.cern.ch/eos/file', 'root://eos.cern.ch//eos/file'],
    ['srm://srm-eos.cern.ch:8443/eos/file', 'root://eos.cern.ch//eos/file'],
    ['srm://srm-eos.cern.ch:8443/srm/v2/server?SFN=/eos/file', 'root://eos.cern.ch//eos/file'],
    ['root://eos.cern.ch//eos/file', 'root://eos.cern.ch//eos/file'],
    ['srm://srm-eos.cern.chips/file', 'srm://srm-eos.cern.chips/file'],
    ['davs://elsewhere/file', 'davs://elsewhere/file'],
  ])('%s is %s', (surl, turl) => {
    expect(turlOf(surl, eos)).toBe(turl);
  });

  it('takes the first pair that fits, and passes over half pairs', () => {
    const pairs = [
      { from: 'srm://a' },
      { to: 'root://c' },
      { from: 'srm://a', to: 'root://b' },
      { from: 'srm', to: 'x' },
    ];
    expect(turlOf('srm://a/file', pairs)).toBe('root://b/file');
    expect(schemesOf(pairs)).toEqual(['srm', 'srm']);
  });
});
