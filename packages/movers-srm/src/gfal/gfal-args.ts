import type { CallOptions } from '@panda-pilot/movers-core';
import type { SrmOptions } from '../options.ts';

/** The options that every call of gfal2 gets. */
export function gfalArguments(
  { turlProtocols }: Pick<SrmOptions, 'turlProtocols'>,
  { timeoutMs }: Pick<CallOptions, 'timeoutMs'>,
): readonly string[] {
  const turls = turlProtocols.join(';');
  const definitions = [
    // SURLs name their endpoint: nobody is left to ask for it.
    'BDII:ENABLED=false',
    // Copies to and from the local disk go by the second list (2.21.3).
    ...(turls === '' ? [] : [`SRM PLUGIN:TURL_PROTOCOLS=${turls}`, `SRM PLUGIN:TURL_3RD_PARTY_PROTOCOLS=${turls}`]),
  ];
  return ['-t', seconds(timeoutMs), ...definitions.flatMap((definition) => ['-D', definition])];
}

/** The further options of a copy. */
export function copyArguments({ timeoutMs }: Pick<CallOptions, 'timeoutMs'>): readonly string[] {
  // Asking the storage for a bearer token first doubles the time of a small file over davs.
  return ['-T', seconds(timeoutMs), '-D', 'HTTP PLUGIN:RETRIEVE_BEARER_TOKEN=false'];
}

/** A session that is kept for reuse crashes some copies at their end: "free(): invalid pointer" (2.21.3, 3 of 160). */
export const singleCopy = ['-D', 'GRIDFTP PLUGIN:SESSION_REUSE=false'] as const;

function seconds(timeoutMs: number): string {
  return String(Math.max(1, Math.ceil(timeoutMs / 1000)));
}
