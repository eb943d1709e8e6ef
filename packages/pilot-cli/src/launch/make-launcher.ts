import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { PilotError } from '@panda-pilot/core';
import {
  apptainer,
  type Box,
  bubblewrap,
  createLauncher,
  glexec,
  type IdentitySwitch,
  type Launcher,
  locateGlexec,
  sudo,
} from '@panda-pilot/glexec';
import type { LaunchOrder } from '@panda-pilot/runjob';

/** What a launcher is made from. */
export type LauncherRecipe = Pick<
  LaunchOrder,
  'launcher' | 'account' | 'program' | 'image' | 'options' | 'payloadProxy'
>;

/** The launcher that a recipe describes. Throws a PilotError when something is missing from it, never makes another. */
export function makeLauncher(recipe: LauncherRecipe, label?: string): Launcher {
  const [first = '', second] = recipe.launcher.split('+');
  const identity = identityOf(first, recipe, label);
  const box = boxOf(second ?? (identity === undefined ? first : undefined), recipe);
  return createLauncher({ ...(identity === undefined ? {} : { identity }), ...(box === undefined ? {} : { box }) });
}

/** Whether payloads of this launcher belong to another account. */
export function switchesAccount(launcher: string): boolean {
  return /^(?:sudo|glexec)(?:\+|$)/.test(launcher);
}

/** Whether it can be tried only with the proxy of a job's owner. */
export function needsOwner(launcher: string): boolean {
  return launcher.startsWith('glexec');
}

function identityOf(name: string, recipe: LauncherRecipe, label: string | undefined): IdentitySwitch | undefined {
  if (name === 'sudo') return sudo({ account: needed(recipe.account, 'account', recipe) });
  if (name !== 'glexec') return undefined;
  const proxy = needed(recipe.payloadProxy, "proxy of the job's owner", recipe);
  const file = needed(recipe.program, 'place of the program', recipe);
  return glexec({ file, proxy, ...(label === undefined ? {} : { label }) });
}

function boxOf(name: string | undefined, recipe: LauncherRecipe): Box | undefined {
  if (name === undefined || name === 'none') return undefined;
  if (name === 'bubblewrap') return bubblewrap();
  if (name !== 'apptainer') throw new PilotError('GLEXEC_FAILED', `there is no launcher "${recipe.launcher}"`);
  const image = needed(recipe.image, 'image', recipe);
  const { options = [], program = '/usr/bin/apptainer' } = recipe;
  return apptainer({ file: program, image, options, env: { PATH: '/usr/bin:/bin' } });
}

function needed(value: string | undefined, what: string, { launcher }: LauncherRecipe): string {
  if (value !== undefined) return value;
  throw new PilotError('GLEXEC_FAILED', `the launcher ${launcher} lacks the ${what}`);
}

/**
 * Where gLExec or Apptainer is on this node; undefined for their usual place, and where none is needed. Rejects with
 * GLEXEC_FAILED when gLExec is nowhere.
 */
export async function programFor(launcher: string, env: Readonly<Record<string, string>>): Promise<string | undefined> {
  if (launcher === 'apptainer') return onPath(['apptainer', 'singularity'], env['PATH'] ?? '');
  if (!needsOwner(launcher)) return undefined;
  const file = await locateGlexec(env);
  if (file !== undefined) return file;
  throw new PilotError('GLEXEC_FAILED', 'gLExec is not installed on this node', {
    hint: 'For the site: install gLExec, name it by OSG_GLEXEC_LOCATION, or set glexec to False for the queue',
  });
}

/** The first of the programs that is there, in the first directory that has one. */
async function onPath(programs: readonly string[], path: string): Promise<string | undefined> {
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder));
  for (const file of folders.flatMap((folder) => programs.map((program) => join(folder, program)))) {
    if (
      await access(file, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  return undefined;
}
