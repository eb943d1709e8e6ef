import type { Queuedata } from '../queuedata.ts';

/** A queue with environment variables filled in, and what could not be. */
export interface ExpandedQueuedata {
  readonly queuedata: Queuedata;
  /** One sentence for each unset variable: it stays as it is written. */
  readonly warnings: readonly string[];
}

/**
 * Fills environment variables in appdir, copysetup, copysetupin, recoverdir, wntmpdir, sepath, seprodpath, lfcpath and
 * lfcprodpath: in each part between carets that starts with `$`.
 */
export function expandQueuedata(
  queuedata: Queuedata,
  env: Readonly<Record<string, string | undefined>>,
): ExpandedQueuedata {
  throw new TypeError(`expandQueuedata: ${queuedata.name} ${Object.keys(env).length}`);
}
