import { describe, expect, it } from 'vitest';
import { atlasSoftware, isOlder } from '../../src/experiments/atlas-software.ts';

describe('atlasSoftware', () => {
  it.each([
    [
      'AtlasProduction/17.0.1.2',
      'Atlas-17.0.1',
      { release: '17.0.1', project: 'AtlasProduction', cache: '17.0.1.2', nightly: false },
    ],
    ['Athena/24.0.12', 'Atlas-24.0.12', { release: '24.0.12', project: 'Athena', cache: '24.0.12', nightly: false }],
    [
      'AnalysisTransforms-AthAnalysis_21.2.5',
      'Atlas-21.2.5',
      { release: '21.2.5', project: 'AthAnalysis', cache: '21.2.5', nightly: false },
    ],
    ['AnalysisTransforms', 'Atlas-16.6.4', { release: '16.6.4', nightly: false }],
    ['AnalysisTransforms-rel_3', 'Atlas-dev', { release: 'dev', cache: 'rel_3', nightly: true }],
    [
      'AnalysisTransforms-Athena_rel_3',
      'Atlas-master',
      { release: 'master', project: 'Athena', cache: 'rel_3', nightly: true },
    ],
  ])('reads %s of %s', (homepackage, release, software) => {
    expect(atlasSoftware({ transformation: 'x', parameters: '', homepackage, release })).toEqual(software);
  });

  it.each([undefined, 'ROOT-6.30', '17.0.1'])('wants nothing for release %s', (release) => {
    expect(
      atlasSoftware({ transformation: 'x', parameters: '', ...(release === undefined ? {} : { release }) }),
    ).toBeUndefined();
  });

  it('compares versions as numbers', () => {
    expect(isOlder('9.0', '16.1.0')).toBe(true);
    expect(isOlder('16.1', '16.1.0')).toBe(false);
    expect(isOlder('16.0.3.4', '16.1.0')).toBe(true);
    expect(isOlder('24.0.12', '16.1.0')).toBe(false);
    expect(isOlder('master', '16.1.0')).toBe(false);
  });
});
