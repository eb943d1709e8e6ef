import { createHash } from 'node:crypto';
import type { NetworkInterfaceInfo } from 'node:os';
import { PilotError } from '@panda-pilot/core';
import type { TransferEvent } from '@panda-pilot/movers-core';
import { describe, expect, it } from 'vitest';
import { addressOf } from '../../../src/staging/traces/job-traces.ts';
import { tracesOf } from '../../../src/staging/traces/trace-record.ts';
import { jobFixture } from '../../job-fixture.ts';

const source = {
  job: jobFixture({
    prodSourceLabel: 'user',
    prodUserID: '/CN=me',
    jobDefinitionID: 5,
    realDatasetsIn: 'ds',
    ddmEndPointIn: 'RSE',
  }),
  queue: 'Q',
  site: 'SITE',
  hostname: 'node',
  ip: '10.0.0.1',
};
const now = new Date(20_000);
const attempt = {
  copytool: 'xrdcp',
  url: 'root://se/in.root',
  kind: 'checksum-mismatch',
  message: 'it is not the same',
  beganAt: 1000,
  movedAt: 2000,
  endedAt: 2500,
} as const;
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

function ended(
  outcome: Partial<Extract<TransferEvent, { type: 'transfer-ended' }>['outcome']>,
  direction: 'stage-in' | 'stage-out' = 'stage-in',
) {
  const event = {
    type: 'transfer-ended',
    direction,
    lfn: direction === 'stage-in' ? 'in.root' : 'out.root',
    bytes: 3,
    at: 5000,
    outcome: { lfn: '', durationMs: 4000, failedAttempts: [], ...outcome },
  };
  return tracesOf(event as Extract<TransferEvent, { type: 'transfer-ended' }>, source, now);
}

it('tells the address by which others may know the node, never its own', () => {
  const of = (address: string, internal = false) => ({ address, internal }) as NetworkInterfaceInfo;
  expect(addressOf({ lo: [of('127.0.0.1', true)], eth0: [of('fe80::1'), of('10.0.0.1')] })).toBe('10.0.0.1');
  expect(addressOf({ lo: [of('127.0.0.1', true)] })).toBe('');
});

describe('the traces of a file', () => {
  it('say what was moved, when, for whom', () => {
    expect(
      ended({
        kind: 'staged',
        mode: 'copied',
        copytool: 'xrdcp',
        url: 'root://se/in.root',
        sizeBytes: 3,
        times: { beganAt: 3000, movedAt: 4500 },
      }),
    ).toEqual([
      {
        eventType: 'get_sm_a',
        eventVersion: 'panda-pilot',
        protocol: 'xrdcp',
        clientState: 'DONE',
        stateReason: 'OK',
        url: 'root://se/in.root',
        localSite: 'SITE',
        remoteSite: 'RSE',
        pq: 'Q',
        timeStart: 16,
        catStart: 16,
        relativeStart: 18,
        transferStart: 18,
        validateStart: 19.5,
        timeEnd: 20,
        dataset: 'ds',
        scope: 'test',
        version: '',
        duid: '',
        filename: 'in.root',
        guid: 'aaaa',
        filesize: 3,
        appid: 7,
        taskid: '',
        hostname: 'node',
        ip: '10.0.0.1',
        suspicious: '0',
        usr: md5('/CN=me'),
        usrdn: '/CN=me',
        uuid: md5('ppilot_5'),
      },
    ]);
  });

  it('are one for each try', () => {
    const traces = ended({ kind: 'staged', mode: 'copied', sizeBytes: 3, failedAttempts: [attempt] });
    expect(traces.map(({ clientState }) => clientState)).toEqual(['CHECKSUM_MISMATCH', 'DONE']);
    expect(traces[0]).toMatchObject({ timeStart: 16, transferStart: 16, validateStart: 17, timeEnd: 17.5 });
    const error = new PilotError('GET_AD_MISMATCH', 'x');
    expect(ended({ kind: 'failed', error, failedAttempts: [attempt] })).toMatchObject([
      { clientState: 'CHECKSUM_MISMATCH' },
    ]);
    expect(ended({ kind: 'failed', error })).toMatchObject([{ clientState: 'GET_AD_MISMATCH' }]);
  });

  it('say of what is opened in place that nothing was moved', () => {
    const remote = { kind: 'remote', copytool: 'xrdcp', url: 'root://se/in.root' } as const;
    expect(ended(remote)).toMatchObject([{ clientState: 'FOUND_ROOT', relativeStart: null, transferStart: null }]);
  });

  it('name the way of an output', () => {
    const stored = { kind: 'stored', copytool: 'cp', surl: 'file:///x', guid: 'A-B', sizeBytes: 9 } as const;
    expect(ended(stored, 'stage-out')).toMatchObject([
      { eventType: 'put_sm_a', protocol: 'cp', url: 'file:///x', guid: 'ab' },
    ]);
  });
});
