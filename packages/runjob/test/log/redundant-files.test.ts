import { describe, expect, it } from 'vitest';
import { isInstalledTree, whyRedundant } from '../../src/log/redundant-files.ts';

describe('a log is without', () => {
  it.each([
    'core',
    'core.4711',
    'EVNT.pool.root',
    'HITS.pool.root.1',
    'hist.root',
    'a.data',
    'x.writing',
    'module.pyc',
    '__pycache__',
    'node_modules',
    'site-packages',
    '.git',
  ])('%s, wherever it is', (name) => {
    expect(whyRedundant(name, { top: true })).toBeDefined();
    expect(whyRedundant(name, { top: false })).toBeDefined();
  });

  it.each([
    'AtlasProduction_17',
    'DBRelease-1.2.3.tar.gz',
    'sources.12ab.tar.gz',
    'runAthena-00-00-12',
    'buildJob-00-00-03',
    'tmpfile',
    'x.tmp',
    'sqlite200',
    'geomDB',
    'home',
    'fort.11',
    'cscdata.log',
    'madevent',
  ])('%s in the work directory itself', (name) => {
    expect(whyRedundant(name, { top: true })).toBeDefined();
    expect(whyRedundant(name, { top: false })).toBeUndefined();
  });

  it.each([
    'payload.stdout',
    'payload_2.stderr',
    'log.EVNTtoHITS',
    'jobReport.json',
    'runargs.EVNTtoHITS.py',
    'runwrapper.EVNTtoHITS.sh',
    'jobReport.data',
    'user.py',
    'core.txt',
    'rooted.txt',
    'metadata.xml',
    'PoolFileCatalog.xml',
    'stack_traces.txt',
    'memory_monitor_summary.json',
  ])('but not without %s', (name) => {
    expect(whyRedundant(name, { top: true })).toBeUndefined();
  });

  it('an environment that was installed', () => {
    expect(isInstalledTree(['bin', 'pyvenv.cfg'])).toBe(true);
    expect(isInstalledTree(['conda-meta'])).toBe(true);
    expect(isInstalledTree(['bin', 'lib'])).toBe(false);
  });
});
