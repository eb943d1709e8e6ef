/** One thing that is wrong with a file: where, what stands there, and why it cannot be taken. */
export interface Mistake {
  /** `maxtime`, `acopytools.pr[0]`; absent: the file as a whole. */
  readonly path?: string;
  /** As it came. */
  readonly value?: unknown;
  /** `is not a number`. */
  readonly problem: string;
}
