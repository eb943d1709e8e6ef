import { access, constants, lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { listDirectory } from '../sampler/list-directory.ts';
import type { LeftOut } from './left-out.ts';
import { isInstalledTree, whyRedundant } from './redundant-files.ts';

/** Something that goes into a log tarball. */
export interface LogMember {
  /** In the tarball; a directory's has no slash at its end. */
  readonly name: string;
  readonly path: string;
}

export interface LogMemberOptions {
  /** Paths of files that are not the log's: inputs, and outputs, which are stored by themselves. */
  readonly without: ReadonlySet<string>;
  /** Beyond so many the rest is left out. */
  readonly mostMembers: number;
  readonly leftOut: LeftOut;
}

/** A log of more files than this is of no use to anybody. */
export const mostMembers = 20_000;

/**
 * What the log has of the tree at `path`, under `name`: what is redundant is left out. Links are members, never
 * followed. Each directory's files come before what is in its directories, logs first, so that a flood deep down drowns
 * nothing.
 */
export async function* logMembers(
  { name, path }: LogMember,
  { leftOut, mostMembers: most, without }: LogMemberOptions,
): AsyncGenerator<LogMember> {
  const directories: (LogMember & { readonly top: boolean })[] = [];
  if (await isDirectory(path)) directories.push({ name, path, top: true });
  else yield { name, path };
  let count = 0;
  for (let next = directories.shift(); next !== undefined; next = directories.shift()) {
    const { top, ...directory } = next;
    const inside = await listDirectory(directory.path);
    if (!top && isInstalledTree([...inside.files, ...inside.directories])) {
      leftOut.note('installed software', directory.name);
      continue;
    }
    yield directory;
    if (inside.files.size + inside.directories.size === 0 && !(await isOpen(directory.path))) {
      leftOut.note('could not be read', directory.name);
    }
    for (const file of logsFirst(inside.files)) {
      const member = { name: `${directory.name}/${file}`, path: join(directory.path, file) };
      const why = without.has(member.path) ? 'input or output' : whyRedundant(file, { top });
      if (why !== undefined || count >= most) leftOut.note(why ?? `more than ${most} files`, member.name);
      else {
        count += 1;
        yield member;
      }
    }
    for (const inner of inside.directories) {
      const member = { name: `${directory.name}/${inner}`, path: join(directory.path, inner) };
      const why = whyRedundant(inner, { top });
      if (why === undefined) directories.push({ ...member, top: false });
      else leftOut.note(why, member.name);
    }
  }
}

const logName = /^payload|^log\.|\.log$|jobReport|stack_traces|memory_monitor/;

function logsFirst(names: ReadonlySet<string>): string[] {
  const [logs, others]: [string[], string[]] = [[], []];
  for (const name of names) (logName.test(name) ? logs : others).push(name);
  return [...logs.toSorted(), ...others];
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch {
    return false; // the payload has removed it
  }
}

/** A directory that nobody may look into lists nothing. */
async function isOpen(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
