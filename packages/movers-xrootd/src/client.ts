import {
  type CommandOutcome,
  createToolRunner,
  type MoverTools,
  type ToolCall,
  type ToolOptions,
  type ToolRunner,
} from '@panda-pilot/movers-core';
import { clientEnvironment } from './environment.ts';
import { complaintsIn } from './xrdcp-outcome.ts';

/** One call of an xroot client. */
export interface ClientCall extends ToolCall {
  /** Whether somebody compares checksums of both ends; what the storage can do when left out. */
  readonly endToEnd?: boolean;
}

/** Runs the xroot clients in their environment. */
export type Client = ToolRunner<ClientCall>;

export function createClient({ setup, environment, checksums }: ToolOptions, tools: MoverTools): Client {
  const runner = createToolRunner<ClientCall>(
    {
      ...(setup === undefined ? {} : { setup }),
      tune: (inherited, { endToEnd = checksums.length > 0 }) =>
        clientEnvironment(inherited, { extra: environment, endToEnd }),
    },
    tools,
  );
  return { ...runner, run: (tool, args, call) => runAgainWhenReset(runner, { tool, args, call }) };
}

/**
 * Servers of 5.5 now and then drop a connection just after its TLS handshake (xrootd/xrootd#1952), and the clients take what
 * TLS says for final, so they do not connect again by themselves. Whoever asks a second time is served. What the first run
 * said stands unless all is well in the second: it might have met what the first one left.
 */
async function runAgainWhenReset(
  runner: Client,
  { tool, args, call }: { readonly tool: string; readonly args: readonly string[]; readonly call: ClientCall },
): Promise<CommandOutcome> {
  const startedAt = performance.now();
  const first = await runner.run(tool, args, call);
  if (!wasReset(first)) return first;
  const timeoutMs = Math.max(1, call.timeoutMs - (performance.now() - startedAt));
  const second = await runner.run(tool, args, { ...call, timeoutMs });
  return complaintsIn(second).length === 0 ? second : first;
}

function wasReset(outcome: CommandOutcome): boolean {
  const complaints = complaintsIn(outcome);
  return (
    complaints.length > 0 && complaints.every((complaint) => /TLS error: connection reset by peer/i.test(complaint))
  );
}
