import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatChecksum, PilotError, type ZipArchive } from '@panda-pilot/core';
import { checksumOfFile } from '@panda-pilot/movers-core';
import type { JobRun } from '../../job-run.ts';
import { note } from '../../state/note.ts';
import { remainingSteps } from '../../state/remaining-steps.ts';
import type { FoundOutput } from './produced-outputs.ts';
import { namesMatching } from './name-pattern.ts';
import { sourceOf } from './output-source.ts';
import { type Member, makeZipArchive } from './zip-archive.ts';

/** An archive of the job's, and the outputs that travel in it: they are not stored on their own. */
export interface PackedArchive {
  readonly lfn: string;
  /** Where it lies to be stored; absent where it could not be made. */
  readonly source?: string;
  readonly contents: readonly FoundOutput[];
  readonly members: readonly Member[];
}

/**
 * Makes the archives of the job that are not stored yet, each on its own: one that cannot be made fails the job, and
 * stops no other.
 */
export async function packArchives(run: JobRun, found: readonly FoundOutput[]): Promise<readonly PackedArchive[]> {
  const packed: PackedArchive[] = [];
  for (const archive of run.assignment.job.archives) {
    const contents = outputsIn(archive, found);
    const made = await run.verdict.guard(() => packArchive(run, archive, contents));
    packed.push(made ?? { lfn: archive.lfn, contents, members: [] });
  }
  return packed;
}

/**
 * Journals what lies in a stored archive: the server wants to know of every file. What an archive is missing is in no
 * storage, and in no journal.
 */
export async function recordContents(run: JobRun, { lfn, contents, members }: PackedArchive): Promise<void> {
  const { assignment, journal, stop } = run;
  const { stored } = remainingSteps(assignment.job, journal.events);
  const archive = stored.get(lfn);
  if (archive === undefined) return;
  const { scope: _, ...place } = archive;
  for (const { name, path } of members) {
    const file = contents.find((one) => one.lfn === name);
    if (file === undefined || stored.has(name)) continue;
    const checksum = formatChecksum(await checksumOfFile(path, 'adler32', stop.storingSignal));
    const { size: sizeBytes } = await stat(path);
    const { guid, scope } = file;
    // As clients of xroot name what lies in an archive.
    const surl = `${archive.surl}?xrdcl.unzip=${encodeURIComponent(name)}`;
    const scoped = scope === undefined ? {} : { scope };
    note({ event: 'output-stored', file: { ...place, lfn: name, guid, ...scoped, surl, sizeBytes, checksum } }, run);
  }
}

function outputsIn({ contents, lfn }: ZipArchive, found: readonly FoundOutput[]): readonly FoundOutput[] {
  const chosen = matchingWhole(
    contents,
    found.map((output) => output.lfn).filter((name) => name !== lfn),
  );
  return found.filter((output) => chosen.has(output.lfn));
}

/** One that the payload has made itself is taken as it is. */
async function packArchive(
  run: JobRun,
  { lfn, contents: patterns }: ZipArchive,
  contents: readonly FoundOutput[],
): Promise<PackedArchive> {
  const { assignment, before, directory, stop } = run;
  const inputs = matchingWhole(
    patterns,
    assignment.job.inputs.map((input) => input.lfn),
  );
  const wanted = [...contents, ...[...inputs].map((input) => ({ lfn: input, optional: true }))];
  const members: Member[] = [];
  for (const file of wanted) {
    const path = await sourceOf(run, file);
    if (path !== undefined) members.push({ name: file.lfn, path });
  }
  if (before.stored.has(lfn)) return { lfn, contents, members };
  const own = await sourceOf(run, { lfn, optional: true });
  if (own !== undefined) return { lfn, source: own, contents, members };
  if (members.length === 0) throw new PilotError('MISSING_OUTPUT_FILE', `nothing is there for the archive ${lfn}`);
  const source = join(directory.outputs, lfn);
  await makeZipArchive(source, members, stop.storingSignal);
  return { lfn, source, contents, members };
}

function matchingWhole(patterns: readonly string[], names: readonly string[]): ReadonlySet<string> {
  return new Set(patterns.flatMap((pattern) => namesMatching(`^(?:${pattern})$`, names)));
}
