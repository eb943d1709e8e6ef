/** URLs that start with `from` are reached as `to`. An absent side: nothing is rewritten on that side (`dummy`). */
export interface PrefixPair {
  readonly from?: string;
  readonly to?: string;
}

/** What `copyprefix` says, pair by pair, in the order of the field. */
export type CopyPrefix = readonly PrefixPair[];
