import {
  createToolRunner,
  setupOf,
  type MoverTools,
  type ToolCall,
  type ToolOptions,
  type ToolRunner,
  xrootEnvironment,
} from '@panda-pilot/movers-core';

/** One call of an xroot client. */
export interface ClientCall extends ToolCall {
  /** Whether somebody compares checksums of both ends; what the storage can do when left out. */
  readonly endToEnd?: boolean;
}

/** Runs the xroot clients in their environment. */
export type Client = ToolRunner<ClientCall>;

export function createClient({ environment, checksums, ...options }: ToolOptions, tools: MoverTools): Client {
  return createToolRunner<ClientCall>(
    {
      ...setupOf(options),
      tune: (inherited, { endToEnd = checksums.length > 0 }) =>
        xrootEnvironment(inherited, { extra: environment, endToEnd }),
    },
    tools,
  );
}
