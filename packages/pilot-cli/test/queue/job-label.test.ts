import { describe, expect, it } from 'vitest';
import { jobLabel } from '../../src/queue/job-label.ts';

const usual = { versionTag: 'PR', queueStatus: 'online', site: 'SITE' };

describe("jobLabel by pilot 3's rules", () => {
  it.each([
    [{ label: 'managed' }, 'managed'],
    [{}, undefined],
    [{ label: 'self' }, 'user'],
    [{ label: 'managed', queueStatus: 'test' }, 'test'],
    [{ queueStatus: 'test' }, 'test'],
    [{ label: 'ptest', queueStatus: 'test' }, 'ptest'],
    [{ label: 'managed', queueStatus: 'brokeroff' }, 'managed'],
    [{ label: 'rc_test2', versionTag: 'RC' }, 'rc_test2'],
    [{ label: 'rc_test2', versionTag: 'RC', queueStatus: 'test' }, 'rc_test2'],
    [{ label: 'rc_test2', queueStatus: 'test' }, 'test'],
    [{ label: 'ptest', versionTag: 'RC' }, 'ptest'],
    [{ label: 'managed', versionTag: 'RC' }, 'managed'],
    [{ label: 'ptest', versionTag: 'RCM' }, 'rcm_test2'],
    [{ label: 'managed', versionTag: 'RCM' }, 'managed'],
    [{ label: 'managed', versionTag: 'ALRB' }, 'rc_alrb'],
    [{ label: 'ptest', versionTag: 'ALRB', queueStatus: 'test' }, 'rc_alrb'],
    [{ label: 'user', site: 'DDM' }, 'user'],
  ])('makes of %j the label %s', (given, label) => expect(jobLabel({ ...usual, ...given })).toBe(label));
});

describe("jobLabel by pilot 1's rules", () => {
  it.each([
    [{ label: 'test' }, 'test'],
    [{}, undefined],
    [{ label: 'self' }, 'user'],
    [{ site: 'ANALY_SITE' }, 'user'],
    [{ label: 'managed', site: 'ANALY_SITE' }, 'user'],
    [{ label: 'ptest', site: 'ANALY_SITE' }, 'ptest'],
    [{ label: 'managed', site: 'SITE_DDM' }, 'ddm'],
    [{ label: 'managed', site: 'SITE_Install' }, 'software'],
    [{ label: 'managed', queueStatus: 'test' }, 'test'],
    [{ label: 'ptest', queueStatus: 'test' }, 'ptest'],
    [{ label: 'ddm', queueStatus: 'test' }, 'ddm'],
    [{ label: 'managed', versionTag: 'RC', queueStatus: 'test' }, 'rc_test'],
    [{ label: 'ptest', versionTag: 'RC' }, 'ptest'],
    [{ label: 'managed', versionTag: 'RCM' }, 'rcm_test'],
    [{ label: 'managed', versionTag: 'RCMA' }, 'rcm_test'],
    [{ label: 'managed', versionTag: 'ALRB' }, 'rc_alrb'],
    [{ label: 'managed', versionTag: 'DDM' }, 'ddm'],
  ])('makes of %j the label %s', (given, label) => expect(jobLabel({ ...usual, ...given }, 'pilot1')).toBe(label));
});
