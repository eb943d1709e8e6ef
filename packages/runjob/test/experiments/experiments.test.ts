import { describe, expect, it } from 'vitest';
import { experimentOf, loadExperiment } from '../../src/experiments/experiments.ts';
import { generic } from '../../src/experiments/generic.ts';

describe('experimentOf', () => {
  it.each([
    [undefined, undefined, 'generic'],
    [undefined, 'ATLAS', 'atlas'],
    [undefined, 'EIC', 'generic'],
    [undefined, '@lab/pilot-experiment-x', '@lab/pilot-experiment-x'],
    ['generic', 'ATLAS', 'generic'],
    ['eic', 'ATLAS', 'eic'],
  ])('of the site %s and the queue %s is %s', (site, queue, name) => {
    expect(experimentOf(site, queue)).toBe(name);
  });
});

describe('loadExperiment', () => {
  const absent = (): Promise<never> => Promise.reject(new Error('no such package'));

  it('has two of its own', async () => {
    expect((await loadExperiment('generic', absent)).name).toBe('generic');
    expect((await loadExperiment('atlas', absent)).name).toBe('atlas');
  });

  it('takes the export of a package that says that it is one', async () => {
    const experiment = { ...generic, name: 'x' };
    expect(await loadExperiment('@lab/pilot-experiment-x', () => Promise.resolve({ experiment }))).toBe(experiment);
  });

  it.each([
    [
      '@lab/pilot-experiment-x',
      absent,
      /needs the package @lab\/pilot-experiment-x: npm install @lab\/pilot-experiment-x/,
    ],
    ['pilot-experiment-x', () => Promise.resolve({ experiment: { name: 'x' } }), /exports no experiment/],
    ['../../evil', absent, /there is no experiment/],
    ['constructor', absent, /there is no experiment/],
  ])('refuses %s', async (name, importPackage, message) => {
    await expect(loadExperiment(name, importPackage)).rejects.toMatchObject({ errorName: 'SETUP_FAILURE', message });
  });
});
