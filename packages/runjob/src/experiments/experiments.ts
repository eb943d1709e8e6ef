import { PilotError } from '@panda-pilot/core';
import type { Experiment } from './experiment.ts';

/** Those that are here; another one is a package. */
const builtIn: Readonly<Record<string, () => Promise<Experiment>>> = {
  generic: async () => (await import('./generic.ts')).generic,
  atlas: async () => (await import('./atlas.ts')).atlas,
};

/** The form of a name that may be a package's: `pilot-experiment-x` or `@scope/pilot-experiment-x`. */
const packageName = /^(?:@[a-z\d][\w.-]*\/)?pilot-experiment-[a-z\d][\w.-]*$/;

/** What an experiment is taken for that is neither here nor a package: most need nothing set up. */
const fallback = 'generic';

/**
 * The name to load: what the site says, else what the queue says. A queue's word that is none of ours (`EIC`,
 * `Rubin`...) is `generic`; a site's word is kept, right or wrong.
 */
export function experimentOf(site: string | undefined, queue: string | undefined): string {
  if (site !== undefined) return site;
  const name = queue?.toLowerCase() ?? fallback;
  return name in builtIn || packageName.test(name) ? name : fallback;
}

/**
 * Loads an experiment: one of ours, or the export `experiment` of a package whose name says that it is one. Rejects
 * with SETUP_FAILURE, and says which package is missing.
 */
export async function loadExperiment(
  name: string,
  importPackage: (name: string) => Promise<unknown> = importInstalled,
): Promise<Experiment> {
  const load = Object.hasOwn(builtIn, name) ? builtIn[name] : undefined;
  if (load !== undefined) return load();
  if (!packageName.test(name)) {
    const here = Object.keys(builtIn).join(', ');
    throw unusable(
      `there is no experiment "${name}"`,
      `There are ${here}, and packages named @scope/pilot-experiment-x`,
    );
  }
  const loaded = await importPackage(name).catch((error: unknown) => {
    throw unusable(`experiment ${name} needs the package ${name}: npm install ${name}`, undefined, error);
  });
  if (!hasExperiment(loaded)) throw unusable(`the package ${name} exports no experiment`);
  return loaded.experiment;
}

async function importInstalled(name: string): Promise<unknown> {
  const { importPackage } = await import('./import-package.ts');
  return importPackage(name);
}

function hasExperiment(loaded: unknown): loaded is { readonly experiment: Experiment } {
  if (typeof loaded !== 'object' || loaded === null || !('experiment' in loaded)) return false;
  const { experiment } = loaded;
  if (typeof experiment !== 'object' || experiment === null) return false;
  const methods: Readonly<Record<string, unknown>> = { ...experiment };
  return ['setUp', 'environment', 'folders'].every((method) => typeof methods[method] === 'function');
}

function unusable(
  text: string,
  hint = 'For the site: install the package beside the pilot, or choose another experiment',
  cause?: unknown,
): PilotError {
  return new PilotError('SETUP_FAILURE', text, { hint, cause });
}
