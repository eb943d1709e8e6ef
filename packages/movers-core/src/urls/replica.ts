/** A copy of an input at some storage, as a catalogue knows it. */
export interface Replica {
  readonly url: URL;
  /** At this site, on its own network; otherwise it is reached over the wide area. */
  readonly isLocal: boolean;
  /** On tape: it may have to be recalled first. */
  readonly isTape: boolean;
  /** The space that it is in, as far as that is known. */
  readonly token?: string;
}

/**
 * Best first: those of this site before those of others, there those of the space that the job names, and disk before tape.
 * Replicas that are alike keep their order, which is the catalogue's.
 */
export function orderedReplicas<Known extends Replica>(replicas: readonly Known[], token?: string): readonly Known[] {
  return replicas.toSorted((one, other) => rankOf(one, token) - rankOf(other, token));
}

/** A tape of this site is still after every disk: a recall takes hours, the wide area minutes. */
function rankOf({ isLocal, isTape, token: own, url }: Replica, token: string | undefined): number {
  const wanted = token?.toLowerCase();
  const matches = wanted !== undefined && (own?.toLowerCase() === wanted || url.href.toLowerCase().includes(wanted));
  return (isTape ? 4 : 0) + (isLocal ? 0 : 2) + (matches ? 0 : 1);
}
