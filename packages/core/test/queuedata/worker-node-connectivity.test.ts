import { expect, it } from 'vitest';
import { workerNodeConnectivity } from '../../src/queuedata/worker-node-connectivity.ts';
import { read } from './read.ts';

it('reads connectivity with and without protocols', () => {
  expect(read(workerNodeConnectivity, 'full#IPv4+IPv6')).toEqual({ connectivity: 'full', protocols: 'IPv4+IPv6' });
  expect(read(workerNodeConnectivity, 'http')).toEqual({ connectivity: 'http' });
});
