import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isPilotError, parseStorages, protocolsFor, type Storage } from '../../src/index.ts';

const text = readFileSync(join(import.meta.dirname, '../fixtures/ddmendpoints.json'), 'utf8');
const good = ['NEVERLAND_DATADISK', 'NEVERLAND_LOGS'];

describe('parseStorages', () => {
  it('reads the storages that were asked for', () => {
    const storages = parseStorages(text, good);
    expect([...storages.keys()]).toEqual(good);
    expect(storages.get('NEVERLAND_DATADISK')).toEqual({
      name: 'NEVERLAND_DATADISK',
      id: 4711,
      type: 'DATADISK',
      token: 'LAGOONDATADISK',
      state: 'ACTIVE',
      site: 'NEVERLAND-LAGOON',
      isDeterministic: true,
      protocolsByActivity: {
        delete: [],
        read_lan: [{ endpoint: 'root://door.neverland.example:1094', path: '/lagoon/datadisk/', flavour: 'XROOTD' }],
        write_lan: [
          { endpoint: 'davs://dav.neverland.example:443', path: '/lagoon/datadisk/', flavour: 'WEBDAV' },
          { endpoint: 'root://door.neverland.example:1094', path: '/lagoon/datadisk/' },
        ],
      },
      protocolsById: {},
      resource: { endpoint: 'root://door.neverland.example:1094', bucket_id: -1 },
      unknown: { se: 'NEVERLAND-SE' },
    });
    expect(storages.get('NEVERLAND_LOGS')).toMatchObject({
      name: 'NEVERLAND_LOGS',
      id: 4712,
      isDeterministic: false,
      protocolsById: { '12': { endpoint: 's3://s3.neverland.example:443' } },
    });
  });

  it('tells every mistake of every storage', () => {
    const error = failure(text);
    expect(error.code).toBe(1117);
    expect(error.details).toEqual({
      'COVE_BROKEN.is_deterministic': '"perhaps" is neither true nor false',
      'COVE_BROKEN.arprotocols.read_lan[0].endpoint': 'is missing',
      'COVE_BROKEN.arprotocols.write_lan': '"davs://cove.example" is not a list',
    });
  });

  it('reads a list of storages', () => {
    expect(parseStorages('[{"name": "A"}, {"name": "B"}]', ['B']).get('B')).toEqual({
      name: 'B',
      protocolsByActivity: {},
      protocolsById: {},
      unknown: {},
    });
  });

  it.each([
    ['', 'is not JSON'],
    ['5', '5 is neither an object nor a list'],
    ['{"error": "gone"}', '"gone" is an error message'],
    ['[7]', '[0]: is not a record'],
    ['{"A": null}', 'A: is not a record'],
  ])('refuses %j', (text, problem) => {
    expect(failure(text).message).toContain(`storages: ${problem}`);
  });
});

describe('protocolsFor', () => {
  it('takes the first activity that has any', () => {
    const storage = parseStorages(text, good).get('NEVERLAND_DATADISK') as Storage;
    expect(protocolsFor(storage, ['delete', 'write_lan', 'read_lan'])[0]?.endpoint).toBe(
      'davs://dav.neverland.example:443',
    );
    expect(protocolsFor(storage, ['read_wan'])).toEqual([]);
  });
});

function failure(text: string) {
  try {
    parseStorages(text);
  } catch (error) {
    if (isPilotError(error, 'QUEUEDATA_NOT_OK')) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
