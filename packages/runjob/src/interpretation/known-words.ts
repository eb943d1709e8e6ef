import type { PilotErrorName } from '@panda-pilot/core';
import { setUpFailure } from '../experiments/set-up.ts';

/** Words in a failed payload's output that name the reason better than its exit code. */
export interface KnownWords {
  readonly error: PilotErrorName;
  readonly where: 'stderr' | 'stdout' | 'either';
  readonly words: RegExp;
}

/**
 * The first row that is found wins: what the node did to the payload before what it met, a container that did not start
 * before anything said in it. Each row was written by the program that the comment names.
 */
export const knownWords: readonly KnownWords[] = [
  // The kernel's and the batch systems' killers of what takes too much memory.
  { error: 'PAYLOAD_OUT_OF_MEMORY', where: 'either', words: /\boom[-_ ]kill|Out of memory: Killed process/i },
  // Gaudi's MemoryRescueSvc, when its reserve is gone.
  { error: 'PAYLOAD_OUT_OF_MEMORY', where: 'stderr', words: /MemoryRescueSvc.*FATAL|FATAL.*MemoryRescueSvc/ },
  // libstdc++ for an exception that nobody catches; Athena prints the mangled name.
  { error: 'PAYLOAD_OUT_OF_MEMORY', where: 'either', words: /std::bad_alloc|St9bad_alloc/ },
  // Python's last line of a traceback; the JVM's; bash, when fork(2) has no memory.
  { error: 'PAYLOAD_OUT_OF_MEMORY', where: 'stderr', words: /^(numpy\.\S+\._Array)?MemoryError\b/m },
  { error: 'PAYLOAD_OUT_OF_MEMORY', where: 'either', words: /java\.lang\.OutOfMemoryError/ },
  { error: 'PAYLOAD_OUT_OF_MEMORY', where: 'stderr', words: /(fork|mmap|malloc).*: Cannot allocate memory/i },

  // Apptainer and Singularity, in the words of their releases 1.1 and 3.8.
  {
    error: 'SINGULARITY_NO_LOOP_DEVICES',
    where: 'stderr',
    words: /no (more )?loop devices available|no more available loop devices/i,
  },
  {
    error: 'SINGULARITY_BIND_POINT_FAILURE',
    where: 'stderr',
    words: /^(FATAL|ERROR) *:.*(mount hook function failure|bind mount|bind path)/m,
  },
  {
    error: 'SINGULARITY_IMAGE_MOUNT_FAILURE',
    where: 'stderr',
    words: /^(FATAL|ERROR) *:.*(failed to mount (image|squashfs)|while mounting image)/im,
  },
  {
    error: 'SINGULARITY_FAILED_USER_NAMESPACE',
    where: 'stderr',
    words: /^(FATAL|ERROR) *:.*[Ff]ailed to create user namespace/m,
  },
  {
    error: 'SINGULARITY_NEWUSER_NAMESPACE',
    where: 'stderr',
    words: /[Ff]ailed invoking the NEWUSER namespace runtime/,
  },
  {
    error: 'IMAGE_NOT_FOUND',
    where: 'stderr',
    words: /^FATAL:.*(could not open image|image .* (does not exist|not found)|no such file or directory)/im,
  },
  { error: 'APPTAINER_NOT_INSTALLED', where: 'stderr', words: /\bapptainer: (command )?not found/ },
  { error: 'SINGULARITY_NOT_INSTALLED', where: 'stderr', words: /\bsingularity: (command )?not found/ },

  // The shells' words for a set-up script that is not there: dash, bash.
  {
    error: 'MISSING_INSTALLATION',
    where: 'stderr',
    words: /^\S*sh: .*setup\.sh: (No such file|not found)|cannot open \S*setup\.sh/im,
  },
  { error: 'MISSING_INSTALLATION', where: 'stderr', words: /: line \d+: \S*setup\.sh: No such file or directory/i },
  // Our own scripts that set software up: a line of them failed; what they should have become is nowhere.
  { error: 'SETUP_FAILURE', where: 'stderr', words: new RegExp(`^${setUpFailure.words}`, 'm') },
  { error: 'TRANSFORM_NOT_FOUND', where: 'stderr', words: /_setup\.sh: line \d+: exec: .*: not found$/m },

  // SQLite, on a file system without working locks.
  {
    error: 'NFS_SQLITE',
    where: 'either',
    words: /database is locked|SQLITE_(BUSY|PROTOCOL)|sqlite.*locking protocol/i,
  },
  // strerror(ENOSPC) and strerror(EDQUOT).
  { error: 'NO_LOCAL_SPACE', where: 'stderr', words: /No space left on device|Disk quota exceeded/ },
  // frontier_client, when no proxy and no server answers.
  { error: 'FRONTIER', where: 'either', words: /frontier.*No more (proxies|servers)/i },
  // Argparse of the job transforms.
  { error: 'UNRECOGNIZED_TRF_ARGUMENTS', where: 'either', words: /error: unrecognized arguments:|TRF_ARG_ERROR/ },
];

/** The error that the output of a failed payload names, with the line that names it. */
export function recognise(
  output: { readonly stdout: string; readonly stderr: string },
  table: readonly KnownWords[] = knownWords,
): { readonly error: PilotErrorName; readonly line: string } | undefined {
  for (const { error, where, words } of table) {
    const texts = where === 'either' ? [output.stderr, output.stdout] : [output[where]];
    for (const text of texts) {
      const match = words.exec(text);
      if (match !== null) return { error, line: lineAround(text, match.index) };
    }
  }
  return undefined;
}

function lineAround(text: string, index: number): string {
  const from = text.lastIndexOf('\n', index) + 1;
  const to = text.indexOf('\n', index);
  return text.slice(from, to === -1 ? undefined : to).trim();
}
