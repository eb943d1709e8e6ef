import { describe, expect, it } from 'vitest';
import { copytoolsFor, parseQueuedata, storagesFor } from '../../src/index.ts';

function queue(fields: Readonly<Record<string, unknown>>) {
  return parseQueuedata(JSON.stringify({ nickname: 'Q', ...fields }));
}

const acopytools = { pr: ['rucio', 'gfal', 'rucio'], pw: ['xrdcp'], pls: [], default: ['gfal', 'lcgcp'] };

describe('copytoolsFor', () => {
  it.each([
    ['pr', ['rucio', 'gfal-copy']],
    ['read_lan', ['rucio', 'gfal-copy']],
    ['es_events_read', ['rucio', 'gfal-copy']],
    ['pw', ['xrdcp']],
    ['write_wan', ['xrdcp']],
    ['es_events', ['xrdcp']],
    ['pl', ['xrdcp']],
    ['pls', ['xrdcp']],
    ['default', ['gfal-copy', 'lcg-cp']],
    ['something', ['gfal-copy', 'lcg-cp']],
  ])('has for %s the copytools %j', (activity, names) => {
    expect(copytoolsFor(queue({ acopytools, copytool: 'mv' }), activity)).toEqual(names);
  });

  it.each([
    ['pr', ['dccp']],
    ['read_lan', ['dccp']],
    ['pw', ['lcg-cp2']],
    ['pl', ['lcg-cp2']],
    ['default', ['lcg-cp2']],
  ])('takes the old fields for %s where there is nothing else', (activity, names) => {
    expect(
      copytoolsFor(queue({ copytool: 'lcgcp2', copytoolin: 'dccp^stage.example', copytools: { cp: {} } }), activity),
    ).toEqual(names);
  });

  it('takes copytool for reading where copytoolin is missing', () => {
    expect(copytoolsFor(queue({ copytool: 'gridftp', copytoolin: 'None' }), 'pr')).toEqual(['gsiftp']);
  });

  it('takes all copytools in their order where nothing is said of activities', () => {
    expect(copytoolsFor(queue({ copytools: { xrdcp: { setup: '' }, gfalcopy: null } }), 'pw')).toEqual([
      'xrdcp',
      'gfal-copy',
    ]);
  });

  it('is empty where the queue names none', () => {
    expect(copytoolsFor(queue({}), 'pr')).toEqual([]);
    expect(copytoolsFor(queue({}), 'constructor')).toEqual([]);
  });
});

describe('storagesFor', () => {
  it('looks for an activity, then for what it is a kind of', () => {
    const astorages = { pr: ['IN'], pw: 'OUT,OTHER', read_lan: [] };
    expect(storagesFor(queue({ astorages }), 'read_lan')).toEqual(['IN']);
    expect(storagesFor(queue({ astorages }), 'pl')).toEqual(['OUT', 'OTHER']);
    expect(storagesFor(queue({ astorages }), 'something')).toEqual([]);
  });
});
