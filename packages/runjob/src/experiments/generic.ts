import type { Experiment } from './experiment.ts';

/** Payloads that bring what they need: no set-up; the homepackage is the directory of the transformation, if there is such a one. */
export const generic: Experiment = {
  name: 'generic',
  setUp: () => [],
  environment: () => ({}),
  folders: ({ homepackage }) => (homepackage === undefined ? [] : [homepackage]),
};
