import { expect, it } from 'vitest';
import { orderedReplicas, type Replica } from '../../src/index.ts';

const replica = (href: string, facts: Partial<Replica> = {}): Replica => ({
  url: new URL(href),
  isLocal: false,
  isTape: false,
  ...facts,
});
const hrefs = (replicas: readonly Replica[]): readonly string[] => replicas.map(({ url }) => url.href);

it('puts the own site before others, disk before tape, and otherwise keeps the order of the catalogue', () => {
  const replicas = [
    replica('root://far/b'),
    replica('root://near/tape', { isLocal: true, isTape: true }),
    replica('root://far/tape', { isTape: true }),
    replica('root://near/disk', { isLocal: true }),
    replica('root://far/a'),
  ];
  expect(hrefs(orderedReplicas(replicas))).toEqual([
    'root://near/disk',
    'root://far/b',
    'root://far/a',
    'root://near/tape',
    'root://far/tape',
  ]);
});

it('prefers the space that the job names, by its token or by a path that has its name', () => {
  const replicas = [
    replica('root://near/other', { isLocal: true, token: 'ATLASSCRATCHDISK' }),
    replica('root://near/atlasdatadisk/file', { isLocal: true }),
    replica('root://near/named', { isLocal: true, token: 'atlasdatadisk' }),
  ];
  expect(hrefs(orderedReplicas(replicas, 'ATLASDATADISK'))).toEqual([
    'root://near/atlasdatadisk/file',
    'root://near/named',
    'root://near/other',
  ]);
  expect(hrefs(orderedReplicas(replicas))).toEqual(hrefs(replicas));
});
