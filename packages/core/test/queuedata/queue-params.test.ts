import { expect, it } from 'vitest';
import { defaultQueueParams, queueParams } from '../../src/queuedata/queue-params.ts';
import { read } from './read.ts';

it('has named defaults', () => {
  expect(read(queueParams, {})).toEqual(defaultQueueParams);
  expect(read(queueParams, { job_maxwalltime: 0, pilot_rss_grace: null, allow_altstageout: 'None' })).toEqual(
    defaultQueueParams,
  );
});

it('reads numbers and flags in their spellings, and keeps the rest', () => {
  const value = { job_maxwalltime: '60', allow_altstageout: 0, internet_protocol_version: 'ipv4', mine: [1] };
  expect(read(queueParams, JSON.stringify(value))).toEqual({
    ...defaultQueueParams,
    jobMaxWallTimeSeconds: 60,
    allowAltStageOut: false,
    internetProtocolVersion: 'IPv4',
    other: { mine: [1] },
  });
});

it('names the entry that it cannot read', () => {
  expect(() => read(queueParams, { job_maxwalltime: -1, pilot_rss_grace: 'much' })).toThrow(
    'job_maxwalltime is negative; pilot_rss_grace is not a number',
  );
  expect(() => read(queueParams, 'none of it')).toThrow('is not a record');
});
