import type { Mover } from '../contract/mover.ts';
import type { MoverErrorKind } from '../contract/mover-error.ts';

/** A mover and a storage of this test's own, which the suite can look at behind the mover's back. */
export interface MoverFixture {
  readonly mover: Mover;
  /** URL of the file called `name` (unescaped; `/` separates directories) on the storage. */
  readonly url: (name: string) => URL;
  /** Puts `content` on the storage, directories included. */
  readonly plant: (name: string, content: Uint8Array) => Promise<void>;
  /** What the storage holds; undefined: nothing. */
  readonly read: (name: string) => Promise<Uint8Array | undefined>;
  /** Names of all files on the storage, hidden and half-written ones included. */
  readonly list: () => Promise<readonly string[]>;
  /** Where the storage has the file on this disk, if it has it there. */
  readonly pathOf?: (name: string) => string;
  /** An empty local directory of this test's own. */
  readonly directory: string;
  readonly weaknesses?: MoverWeaknesses;
}

/** What a storage cannot help. The suite expects as much, instead of skipping a test. */
export interface MoverWeaknesses {
  /** A removed file may be seen for so long. */
  readonly removalDelayMs?: number;
  /** Names that the storage does not take; a `put` to one must reject and leave nothing. */
  readonly refusedNames?: readonly string[];
  /** A transfer is done before anybody can stop it: it makes links. */
  readonly instant?: boolean;
  /** What a `put` may reject with where the storage is full; `no-space` when left out. */
  readonly fullStorage?: readonly MoverErrorKind[];
  /** A `get` makes links, a `put` copies. */
  readonly linksInputs?: boolean;
  /** Bytes of the transfer that is cancelled or timed out in its middle; large enough that it has one. */
  readonly longTransferBytes?: number;
}

/** Makes a fixture for one test; what it opens it closes through vitest's `onTestFinished`. */
export type MakeFixture = () => Promise<MoverFixture>;
