import { reasonOf } from '@panda-pilot/core';
import { readLease, takeLease } from '@panda-pilot/lease';
import { caseOf } from './cases.ts';
import { lookAtJob } from './remains.ts';
import { jobDirectories, releaseSite, removeIfEmpty, siteDirectories } from './site-directory.ts';
import { removeTree } from './remove-tree.ts';

/** What became of one directory, or would have. */
export interface Cleaned {
  readonly path: string;
  readonly removed: boolean;
  /** Why: the name of its case. */
  readonly reason: string;
}

/**
 * Removes below `workdir` what dead pilots of this host have left and what nobody is owed. No server is asked: jobs
 * that are owed to one stay, for `panda-pilot recover` to finish. Resolves with every directory that it looked at. With
 * `dryRun` nothing is touched.
 */
export async function cleanWorkBase(
  workdir: string,
  { dryRun, keep }: { readonly dryRun: boolean; /** This very pilot's. */ readonly keep?: string },
): Promise<readonly Cleaned[]> {
  const cleaned: Cleaned[] = [];
  for (const site of await siteDirectories(workdir)) {
    if (site === keep) continue;
    const owner = await ownerOf(site, dryRun);
    if (owner !== 'nobody') {
      cleaned.push({ path: site, removed: false, reason: owner });
      continue;
    }
    const jobs = await Promise.all((await jobDirectories(site)).map((path) => cleanJob(path, dryRun)));
    cleaned.push(...jobs);
    const isEmpty = jobs.every(({ removed }) => removed);
    if (isEmpty) cleaned.push({ path: site, removed: true, reason: 'has no job left' });
    if (!dryRun) await (isEmpty ? removeIfEmpty(site) : releaseSite(site));
  }
  return cleaned;
}

/** `nobody`: it is ours from here on, unless this is a dry run. */
async function ownerOf(site: string, dryRun: boolean): Promise<string> {
  try {
    const { kind } = readLease(site);
    if (kind === 'held') return 'belongs to a living pilot';
    if (kind === 'foreign') return 'belongs to another host';
    return dryRun || (await takeLease(site)) ? 'nobody' : 'is being recovered';
  } catch {
    return 'cannot be taken over';
  }
}

async function cleanJob(path: string, dryRun: boolean): Promise<Cleaned> {
  try {
    const { remains } = await lookAtJob(path, undefined);
    const { name, treatment } = caseOf({ ...remains, server: 'nobody-asks' });
    const removed = treatment === 'remove';
    if (removed && !dryRun) await removeTree(path);
    return { path, removed, reason: name };
  } catch (error) {
    return { path, removed: false, reason: reasonOf(error, path) };
  }
}
