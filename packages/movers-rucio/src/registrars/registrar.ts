import { type Checksum, reasonOf } from '@panda-pilot/core';

/** A file that has been stored, for a catalogue. */
export interface RegistrationRequest {
  readonly lfn: string;
  readonly guid: string;
  readonly scope?: string;
  readonly surl: URL;
  /** Bytes. */
  readonly size: number;
  readonly checksum: Checksum;
}

/** What became of a registration. */
export type Registration =
  | { readonly kind: 'registered' }
  /** Cannot change by itself: the catalogue has, or will never have, what was asked for. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** May be asked again later: nobody knows whether it was heard. */
  | { readonly kind: 'unanswered'; readonly reason: string };

/** Tells a catalogue of stored files. Settles to one registration for each file, in their order; rejects with `signal.reason` only. */
export interface Registrar {
  register(
    files: readonly RegistrationRequest[],
    options: { readonly signal: AbortSignal },
  ): Promise<readonly Registration[]>;
}

/** The same for all files of one question. */
export function forAll(files: readonly unknown[], registration: Registration): readonly Registration[] {
  return files.map(() => registration);
}

/** What an error says of all files: whoever refused us will do so again, all others may answer later. */
export function afterError(error: unknown): Registration {
  const reason = reasonOf(error);
  const refused =
    error instanceof Error && 'kind' in error && (error.kind === 'denied' || error.kind === 'unsupported');
  return { kind: refused ? 'refused' : 'unanswered', reason };
}
