import { describe, expect, it } from 'vitest';
import { didOf } from '../src/did.ts';

describe('scope and name of a file', () => {
  it.each([
    ['rucio://CERN-PROD_DATADISK/mc23:EVNT.01', { rse: 'CERN-PROD_DATADISK' }],
    ['rucio://any/mc23:EVNT.01', {}],
    ['root://eos.cern.ch//eos/rucio/mc23/cf/20/EVNT.01', {}],
    ['srm://se:8443/srm/managerv2?SFN=/x', undefined],
    ['root://eos.cern.ch//eos/rucio/mc23/00/00/EVNT.01', undefined],
    ['rucio://any/mc23', undefined],
    ['rucio://any/mc23:-rf', undefined],
    ['rucio://any/mc23:a%0Ab', undefined],
    ['rucio://any/mc23:a%2Fb', undefined],
    ['rucio://any/mc23:a%20b', undefined],
  ])('of %s', (url, expected) => {
    const read = () => didOf(new URL(url));
    if (expected === undefined) expect(read).toThrow(expect.objectContaining({ kind: 'unsupported' }));
    else expect(read()).toEqual({ scope: 'mc23', name: 'EVNT.01', ...expected });
  });

  it('may have dots in the scope', () => {
    const url = new URL('davs://host/dpm/rucio/user/jdoe/81/65/my.file');
    expect(didOf(url)).toEqual({ scope: 'user.jdoe', name: 'my.file' });
  });
});
