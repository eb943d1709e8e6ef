import type { MoverTools } from '../contract/mover-tools.ts';
import { setupOf, type ToolOptions } from './tool-options.ts';
import { createToolRunner, type ToolRunner } from './tool-runner.ts';

/**
 * Runs programs as the pilot's environment or the site's setup has them, speaking English: outcome tables know no other
 * language. `bounds` give way to the environment, and everything gives way to the site's own settings.
 */
export function createSiteRunner(
  { environment, ...options }: Pick<ToolOptions, 'setup' | 'environmentSetup' | 'environment'>,
  tools: Pick<MoverTools, 'runCommand' | 'env' | 'scratch'>,
  bounds: Readonly<Record<string, string>> = {},
): ToolRunner {
  return createToolRunner(
    {
      ...setupOf(options),
      tune: (inherited) => ({ ...bounds, ...inherited, LC_ALL: 'C', ...environment }),
    },
    tools,
  );
}
