/** One way in which a payload could come by the pilot's credential. */
export interface Exposure {
  readonly kind: 'variable' | 'argument' | 'file' | 'copy' | 'descriptor' | 'unchecked';
  /** The name of the variable, the number of the argument or of the descriptor, or the path. Never the secret. */
  readonly where: string;
  /** Why, as the rest of a sentence that begins with `where`. */
  readonly why: string;
}

/** Exposures in one line. */
export function describeExposures(exposures: readonly Exposure[]): string {
  return exposures.map(({ kind, where, why }) => `${kind} ${where} ${why}`).join('; ');
}
