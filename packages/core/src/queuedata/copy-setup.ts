import type { PrefixPair } from './copy-prefix.ts';

/** What `copysetup` says: which script to source for the copy tool, and whether files are opened in place. */
export interface CopySetup {
  /** Script to source; absent: none. */
  readonly setup?: string;
  /** How a SURL becomes the URL that a payload opens. */
  readonly prefixes: readonly PrefixPair[];
  readonly useFileStager: boolean;
  readonly directIn: boolean;
}
