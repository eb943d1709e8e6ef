import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { textOf } from '../payload/payload-text.ts';

/** A summary has some dozen lines. */
const largestSummaryBytes = 256 * 1024;

/**
 * Events that Athena has read by the oldest `AthSummary*` or `AthenaSummary*` of the work directory, that of the first
 * of several transformations; undefined when there is none that tells.
 */
export function summarisedEvents(work: string): number | undefined {
  const oldest = summariesIn(work)[0];
  const read = /^\s*Events Read\s*:\s*(\d{1,12})\s*$/m.exec(textOf(oldest ?? '', largestSummaryBytes) ?? '')?.[1];
  return read === undefined ? undefined : Number(read);
}

/** Oldest first. */
function summariesIn(work: string): readonly string[] {
  try {
    return readdirSync(work)
      .filter((name) => /^Ath(?:ena)?Summary/.test(name))
      .map((name) => join(work, name))
      .map((path) => ({ path, mtimeMs: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity }))
      .toSorted((a, b) => a.mtimeMs - b.mtimeMs)
      .map(({ path }) => path);
  } catch {
    return []; // the payload has removed its work directory
  }
}
