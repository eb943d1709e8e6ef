import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type InputFile, PilotError } from '@panda-pilot/core';
import { type DbRelease, localDbRelease, makeDbReleaseTree } from '@panda-pilot/movers-core';
import type { JobRun } from '../../job-run.ts';
import { note } from '../../state/note.ts';

/**
 * Makes the inputs that are database releases which the site has installed: a small tarball that points to the
 * installation stands in for each. Resolves with their LFNs, which need no copying. Rejects with STAGE_IN_FAILED when
 * one cannot be written.
 */
export async function provideDbReleases(run: JobRun, inputs: readonly InputFile[]): Promise<ReadonlySet<string>> {
  const provided = new Set<string>();
  for (const { lfn } of inputs) {
    const release = await localDbRelease(lfn, run.env);
    if (release === undefined) continue;
    const sizeBytes = await pack(run, lfn, release);
    note({ event: 'input-staged', lfn, sizeBytes }, run);
    provided.add(lfn);
  }
  return provided;
}

async function pack({ directory, logger }: JobRun, lfn: string, release: DbRelease): Promise<number> {
  const tar = await import('tar');
  const place = join(directory.staging, lfn);
  const making = await mkdtemp(join(directory.root, 'db-release-'));
  try {
    const name = await makeDbReleaseTree(making, release);
    await tar.create({ file: join(making, 'tarball'), cwd: making, gzip: true, portable: true }, [name]);
    await rename(join(making, 'tarball'), place);
    logger.info({ lfn, installation: release.directory }, 'the site has this database release');
    return (await stat(place)).size;
  } catch (error) {
    throw new PilotError('STAGE_IN_FAILED', `${lfn} cannot be made of ${release.directory}`, { cause: error });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}
