import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Where sites put gLExec, best first: two variables of the Grid, the system's directory, a third variable. An empty
 * variable counts as absent.
 */
export function glexecLocations(env: Readonly<Record<string, string | undefined>>): string[] {
  const { OSG_GLEXEC_LOCATION: program, GLEXEC_LOCATION: own, GLITE_LOCATION: glite } = env;
  return [
    ...(isSet(program) ? [program] : []),
    ...(isSet(own) ? [join(own, 'sbin/glexec')] : []),
    '/usr/sbin/glexec',
    ...(isSet(glite) ? [join(glite, 'sbin/glexec')] : []),
  ];
}

/** The first of {@link glexecLocations} that may be executed; `undefined` when none may. */
export async function locateGlexec(env: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  for (const file of glexecLocations(env)) {
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false; // absent, or not for us: the next one
  }
}
