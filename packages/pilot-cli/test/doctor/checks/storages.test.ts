import { parseQueuedata } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { placesOf } from '../../../src/doctor/checks/storages.ts';

const places = (queue: Record<string, unknown>) =>
  placesOf(parseQueuedata(JSON.stringify({ nickname: 'Q', sepath: '/rucio', seprodpath: '/rucio', ...queue })));

describe('placesOf', () => {
  it('takes endpoints apart, with the ports of their protocols', () => {
    const se = 'davs://dav.example:2880,root://x.example/,srm://s.example:8446/srm/managerv2?SFN=,gsiftp://g.example';
    const { remote, mounted } = places({ se });
    expect(remote.map(({ scheme, host, port }) => `${scheme} ${host} ${port}`)).toEqual([
      'davs dav.example 2880',
      'root x.example 1094',
      'srm s.example 8446',
      'gsiftp g.example 2811',
    ]);
    expect(mounted).toEqual([]);
  });

  it.each([[{ se: 'file://' }], [{}]])('takes plain paths for directories of the node with %j', (queue) => {
    expect(places(queue)).toEqual({ remote: [], mounted: ['/rucio'] });
  });
});
