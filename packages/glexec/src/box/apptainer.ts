import { existsSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { PilotError, type PilotErrorName } from '@panda-pilot/core';
import type { Box, BoxView } from './box.ts';

/** How to run payloads in an image with Apptainer. */
export interface ApptainerOptions {
  /** The program, absolute: Apptainer, or a Singularity of 3.8 or later. */
  readonly file: string;
  /** A SIF file or an unpacked directory, absolute. */
  readonly image: string;
  /** More options for `exec`, those that the queue gives as `container_options`, already split into words. */
  readonly options?: readonly string[];
  /** What the program itself needs of the environment: PATH, HOME for its cache. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A box by Apptainer: the image's files instead of the node's, nothing of the node but what is bound, namespaces of its
 * own for processes and IPC. It has no network of its own unless the site's configuration lets users ask for one.
 */
export function apptainer({ file, image, options = [], env = {} }: ApptainerOptions): Box {
  return {
    name: 'apptainer',
    env,
    // Its own variables of the caller do get inside (APPTAINERENV_*).
    clearsEnvironment: () => false,
    prepare: () => assertInstalled(file, image),
    wrap: (command, view) => [file, 'exec', ...boxArguments(view), ...options, image, ...command],
    refusal: (words) => new PilotError(errorFor(words), `apptainer: ${fatalLine(words)}`),
  };
}

/**
 * No limit by cgroups: where no systemd hands them out, as on worker nodes, Apptainer refuses to start. The starter's
 * own limits hold inside. `--containall` stands for --contain, --pid, --ipc and a clean environment; what it keeps in
 * memory moves into the sandbox.
 */
function boxArguments({ sandbox, policy }: BoxView): string[] {
  const directories = [sandbox.work, sandbox.temporary, sandbox.home];
  // Apptainer starts nothing when what it is to bind is missing on the node.
  const readable = policy.readable.filter((path) => existsSync(path));
  const binds = [
    ...directories.map((path) => `${path}:${path}:rw`),
    `${sandbox.temporary}:/tmp:rw`,
    `${sandbox.temporary}:/var/tmp:rw`,
    ...readable.map((path) => `${path}:${path}:ro`),
  ];
  const unbindable = [...directories, ...readable].find((path) => /[:,]/.test(path));
  if (unbindable !== undefined) {
    throw new PilotError(
      'SINGULARITY_BIND_POINT_FAILURE',
      `apptainer cannot bind ${unbindable}: a colon or comma in the path`,
    );
  }
  return [
    ['--containall', '--no-home', '--no-privs'],
    policy.network === 'none' ? ['--net', '--network', 'none'] : [],
    binds.flatMap((bind) => ['--bind', bind]),
    ['--pwd', sandbox.work],
  ].flat();
}

async function assertInstalled(file: string, image: string): Promise<void> {
  await access(file, constants.X_OK).catch((error: unknown) => {
    throw new PilotError('APPTAINER_NOT_INSTALLED', file, { cause: error });
  });
  await access(image, constants.R_OK).catch((error: unknown) => {
    throw new PilotError('IMAGE_NOT_FOUND', image, { cause: error });
  });
}

/** Words of Apptainer and Singularity, as pilots at sites have met them, and of Apptainer 1.4.5. */
const failures: readonly (readonly [RegExp, PilotErrorName])[] = [
  [/no more available loop devices/i, 'SINGULARITY_NO_LOOP_DEVICES'],
  [/not mounting requested bind point/i, 'SINGULARITY_BIND_POINT_FAILURE'],
  [/mount source \S+ doesn't exist/i, 'SINGULARITY_BIND_POINT_FAILURE'],
  [/destination \S+ doesn't exist in container/i, 'SINGULARITY_BIND_POINT_FAILURE'],
  [/failed to mount image/i, 'SINGULARITY_IMAGE_MOUNT_FAILURE'],
  [/image format not recognized/i, 'SINGULARITY_IMAGE_MOUNT_FAILURE'],
  [/failed invoking the NEWUSER namespace runtime/i, 'SINGULARITY_NEWUSER_NAMESPACE'],
  [/failed to create user namespace/i, 'SINGULARITY_FAILED_USER_NAMESPACE'],
  [/resource temporarily unavailable/i, 'SINGULARITY_RESOURCE_UNAVAILABLE'],
  [/could not open image/i, 'IMAGE_NOT_FOUND'],
];

function errorFor(words: string): PilotErrorName {
  return failures.find(([pattern]) => pattern.test(words))?.[1] ?? 'SINGULARITY_GENERAL_FAILURE';
}

function fatalLine(words: string): string {
  const lines = words.split('\n').filter((line) => line !== '');
  return lines.findLast((line) => line.includes('FATAL')) ?? lines.at(-1) ?? 'ended without a word';
}
