import { printJson } from '../answers/print-json.ts';
import type { ProcessFacts } from '../compose.ts';
import { ConfigError } from '../config/config-error.ts';
import type { Settings } from '../config/settings.ts';
import type { Check } from '../doctor/check.ts';
import { checks } from '../doctor/checks.ts';
import { type Diagnosis, examine } from '../doctor/examine.ts';
import { renderDiagnoses } from '../doctor/render.ts';
import { exitCodes } from '../exit-codes.ts';
import { didYouMean } from '../config/did-you-mean.ts';
import { renderTable } from '../render-table.ts';
import type { Streams } from '../streams.ts';
import { version } from '../version.ts';

/** What is asked of the doctor. */
export interface DoctorOptions {
  /** Only these checks; all when empty. */
  readonly only: readonly string[];
  readonly write: boolean;
  readonly json: boolean;
}

/** `panda-pilot doctor`. Resolves with the exit code: 0 when nothing fails. */
export async function doctor(
  settings: Settings,
  { only, write, json }: DoctorOptions,
  { cwd, env, streams }: ProcessFacts,
): Promise<number> {
  const wanted = only.length === 0 ? checks : only.map(checkNamed);
  const startedAt = performance.now();
  const diagnoses = await examine(wanted, { settings, cwd, env, write });
  const tookMs = performance.now() - startedAt;
  const failed = diagnoses.filter(({ level }) => level === 'fail');
  if (json) {
    printJson(streams, {
      type: 'doctor',
      version,
      fit: failed.length === 0,
      tookMs: Math.round(tookMs),
      findings: diagnoses,
    });
  } else {
    const { columns = 80, isTTY = false } = streams.stdout;
    const colours = isTTY && (env['NO_COLOR'] ?? '') === '';
    streams.stdout.write(renderDiagnoses(diagnoses, tookMs, { width: Math.min(columns, 120), colours }));
  }
  return exitCodeFor(failed);
}

/** `panda-pilot doctor --list`. */
export function listChecks(json: boolean, streams: Pick<Streams, 'stdout'>): number {
  const rows = checks.map(({ name, about }) => ({ name, about }));
  if (json) printJson(streams, { type: 'doctor-checks', checks: rows });
  else streams.stdout.write(renderTable([['check', 'looks at'], ...rows.map(({ name, about }) => [name, about])]));
  return exitCodes.done;
}

function checkNamed(name: string): Check {
  const found = checks.find((check) => check.name === name);
  if (found !== undefined) return found;
  const names = checks.map((check) => check.name);
  const guess = didYouMean(name, names);
  throw new ConfigError([
    `there is no check "${name}"${guess === undefined ? '' : `; did you mean ${guess}?`} (${names.join(', ')})`,
  ]);
}

/** The same numbers with which `run` would end. */
function exitCodeFor(failed: readonly Diagnosis[]): number {
  if (failed.length === 0) return exitCodes.done;
  return failed.every(({ check }) => check === 'server') ? exitCodes.serverUnreachable : exitCodes.configuration;
}
