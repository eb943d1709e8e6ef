import {
  type CallOptions,
  type CommandOutcome,
  createSiteRunner,
  endedWell,
  MoverError,
  type MoverTools,
  toolError,
} from '@panda-pilot/movers-core';
import type { SiteOptions } from './options.ts';
import { siteTable } from './site-outcome.ts';
import { type Template, type Values, valuesOf, wordsOf } from './template.ts';

/** Runs the commands of a site in its environment. They reject with what they said, unless they ended with 0. */
export interface SiteCommands {
  run(template: Template, values: Values, call: CallOptions & { readonly file: string }): Promise<CommandOutcome>;
  /** Of a file that is there already. Rejects with `unsupported` without a command for it. */
  ask(template: Template | undefined, url: URL, call: CallOptions): Promise<CommandOutcome>;
}

export function createSiteCommands(name: string, options: SiteOptions, tools: MoverTools): SiteCommands {
  const runner = createSiteRunner(options, tools);
  const run: SiteCommands['run'] = async (template, values, call) => {
    const [tool = '', ...args] = wordsOf(template, values);
    const outcome = await runner.run(tool, args, call);
    if (endedWell(outcome)) return outcome;
    throw toolError(outcome, { tool, file: call.file }, siteTable);
  };
  return {
    run,
    async ask(template, url, call) {
      call.signal.throwIfAborted();
      const file = url.href;
      const values = { ...valuesOf(url), source: file, destination: file };
      if (template !== undefined) return run(template, values, { ...call, file });
      throw new MoverError(`copytool ${name} has no command to ask that`, { kind: 'unsupported', file });
    },
  };
}
