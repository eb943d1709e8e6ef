import { type PilotErrorName, isPilotError } from '@panda-pilot/core';
import { isPandaServerError, pilotErrorFor } from '@panda-pilot/panda-client';
import type { AgentResult } from './agent/agent.ts';
import { ConfigError } from './config/config-error.ts';

/** How the pilot ended, for whoever started it: of several things that happened, the most serious. */
export type PilotEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'job-failed' }
  | { readonly kind: 'no-job' }
  /** Time was over before all was done. */
  | { readonly kind: 'limit' }
  /** The server lacks a final update. */
  | { readonly kind: 'undelivered' }
  | { readonly kind: 'no-server' }
  /** By the queue, its configuration, the credential, the node, or a server that does not want this pilot. */
  | { readonly kind: 'refused'; readonly errorName: PilotErrorName }
  | { readonly kind: 'usage' }
  /** Something that should not have happened. */
  | { readonly kind: 'bug' };

/** What the agent's work comes to. Pure. */
export function endOf({ finish, jobs, recovered, undelivered }: AgentResult): PilotEnd {
  const all = [...jobs, ...recovered];
  if (finish.kind === 'no-job' && all.length === 0) return { kind: 'no-job' };
  if (finish.kind === 'failed') return endOfRequest(finish.error);
  // Behind jobs it is as good a reason to leave as a timefloor: nobody need look at this pilot.
  if (finish.kind === 'credential-ends' && jobs.length === 0) return endOfFailure(finish.error);
  if (undelivered > 0) return { kind: 'undelivered' };
  if (finish.kind === 'time-is-over') return { kind: 'limit' };
  return { kind: all.some(({ state }) => state === 'failed') ? 'job-failed' : 'done' };
}

/** What an error comes to that no command has caught. Pure. */
export function endOfFailure(error: unknown): PilotEnd {
  if (error instanceof ConfigError) return { kind: 'usage' };
  return isPilotError(error) ? { kind: 'refused', errorName: error.errorName } : { kind: 'bug' };
}

/** Refused: by the node or the credential before anybody is asked, or by a server that answers, yet not to us. */
function endOfRequest(error: unknown): PilotEnd {
  if (!isPandaServerError(error)) return endOfFailure(error);
  const answersNotUs = (['denied', 'refused', 'unknown-method'] as const).some((kind) =>
    isPandaServerError(error, kind),
  );
  return answersNotUs ? { kind: 'refused', errorName: pilotErrorFor(error).errorName } : { kind: 'no-server' };
}
