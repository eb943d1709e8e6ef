import type { Mover, MoverDefinition } from '../contract/mover.ts';
import { createSiteRunner } from './site-runner.ts';
import { parseToolOptions, type ToolOptions } from './tool-options.ts';
import type { ToolRunner } from './tool-runner.ts';

/** What one mover that drives programs has to say of itself; all else is the same for all of them. */
export interface ToolMover extends Pick<MoverDefinition, 'name' | 'schemes' | 'tier'> {
  readonly create: (options: ToolOptions, runner: ToolRunner) => Mover;
}

/** The definition of a mover whose settings are those that all programs have, run in the site's environment. */
export function toolMover({ create, ...facts }: ToolMover): MoverDefinition<ToolOptions> {
  return {
    ...facts,
    parseOptions: (raw) => parseToolOptions(facts.name, raw),
    create: (options, tools) => create(options, createSiteRunner(options, tools)),
  };
}
