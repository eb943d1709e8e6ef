import { posix } from 'node:path';
import { PilotError, type Queuedata } from '@panda-pilot/core';
import { splitWords } from '@panda-pilot/runjob';

/** Which images jobs may name, and how they are entered. */
export interface ImagePolicy {
  /** Directories that images are below. */
  readonly directories: readonly string[];
  /** Where a name that is no path is looked for. */
  readonly base: string;
  /** Options of the queue for `apptainer exec`. */
  readonly options: readonly string[];
}

/** Where CVMFS has the images of Docker's registry, unpacked. */
const unpackedImages = '/cvmfs/unpacked.cern.ch/registry.hub.docker.com';

/**
 * Pure: jobs may name images where the site lists directories for them, or where the queue says that the pilot starts
 * containers (`container_type`): then those on CVMFS. Undefined: no job runs in an image of its own. Throws
 * QUEUEDATA_NOT_OK for an option that nobody has allowed.
 */
export function imagePolicy(directories: readonly string[], queuedata: Queuedata): ImagePolicy | undefined {
  const { catchall, containerOptions = '', containerTypes } = queuedata;
  const byPilot = containerTypes.some(
    ({ name, user }) => /^(?:apptainer|singularity)$/i.test(name) && user === 'pilot',
  );
  if (directories.length === 0 && !byPilot) return undefined;
  return {
    directories: directories.length === 0 ? ['/cvmfs'] : directories,
    base: catchall['IMAGE_BASE'] ?? unpackedImages,
    options: allowedOptions(splitWords(containerOptions)),
  };
}

/** Pure: the path of the image that a job names. Throws QUEUE_NOT_SETUP_FOR_CONTAINERS where no job may have that one. */
export function pathOfImage(name: string, policy: ImagePolicy | undefined): string {
  const path = posix.resolve(policy?.base ?? '/', name.replace(/^docker:\/\//, ''));
  const allowed = policy?.directories.some((directory) => path.startsWith(`${posix.resolve(directory)}/`)) ?? false;
  if (allowed) return path;
  throw new PilotError(
    'QUEUE_NOT_SETUP_FOR_CONTAINERS',
    `the job runs in ${name}, which is no image that jobs may have here`,
    {
      hint: 'For the site: allow its directory with --payload-images, or set container_type to apptainer:pilot for the queue',
    },
  );
}

/** Options of `apptainer exec` that show the payload devices and directories, and take nothing off the box. */
const flags: ReadonlySet<string> = new Set([
  '--nv',
  '--nvccli',
  '--rocm',
  '--cleanenv',
  '-e',
  '--writable-tmpfs',
  '--no-eval',
]);
const withValue: ReadonlySet<string> = new Set(['--bind', '-B']);

function allowedOptions(words: readonly string[]): readonly string[] {
  const refused = words.find((word, at) => !isAllowed(word) && !withValue.has(words[at - 1] ?? ''));
  if (refused === undefined) return words;
  throw new PilotError('QUEUEDATA_NOT_OK', `container_options: ${refused} is not handed on to Apptainer`, {
    hint: `For the site: these are: ${[...flags, ...withValue].join(', ')}`,
  });
}

function isAllowed(word: string): boolean {
  const [option = ''] = word.split('=');
  return flags.has(word) || withValue.has(word) || (word.startsWith('--') && withValue.has(option));
}
