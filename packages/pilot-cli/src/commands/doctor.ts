import { printJson } from '../answers/print-json.ts';
import type { ProcessFacts } from '../compose.ts';
import { ConfigError } from '../config/config-error.ts';
import type { Settings } from '../config/settings.ts';
import { type Check, fail } from '../doctor/check.ts';
import { checks } from '../doctor/checks.ts';
import { type Diagnosis, examine } from '../doctor/examine.ts';
import type { Need } from '../doctor/patient.ts';
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
  /** Settings that are not given: what needs one is not looked at. */
  readonly absent: readonly Need[];
}

/** `panda-pilot doctor`. Resolves with the exit code: 0 when nothing fails. */
export async function doctor(
  settings: Settings,
  { only, write, json, absent }: DoctorOptions,
  { cwd, env, streams }: ProcessFacts,
): Promise<number> {
  const wanted = only.length === 0 ? checks : [...new Set(only)].map(checkNamed);
  const startedAt = performance.now();
  const able = wanted.filter(({ needs }) => needs === undefined || !absent.includes(needs));
  const found = await examine(able, { settings, cwd, env, write, absent });
  const diagnoses = [...found, ...absent.flatMap((need) => notGiven(need, wanted))];
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
    const { columns = 80, paint } = streams.stdout;
    const colours = paint !== undefined && (env['NO_COLOR'] ?? '') === '';
    const text = renderDiagnoses(diagnoses, tookMs, { width: Math.min(columns, 120), colours });
    if (colours) paint(text);
    else streams.stdout.write(text);
  }
  return exitCodeFor(failed);
}

/** `panda-pilot doctor --list`. */
export function listChecks(json: boolean, streams: Pick<Streams, 'stdout'>): number {
  const rows = checks.map(({ name, about }) => ({ name, about }));
  if (json) printJson(streams, { type: 'doctor-checks', checks: rows });
  else
    streams.stdout.write(
      renderTable([['check', 'looks at'], ...rows.map(({ name, about }) => [name, about])], streams.stdout.columns),
    );
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

/** A pilot would not start without it. */
function notGiven(need: Need, wanted: readonly Check[]): readonly Diagnosis[] {
  const names = wanted.filter(({ needs }) => needs === need).map(({ name }) => name);
  if (names.length === 0) return [];
  const text = `not given; not looked at: ${names.join(', ')}`;
  return [{ check: need, ...fail(text, { owner: 'you', advice: howToGive[need] }) }];
}

const howToGive: Readonly<Record<Need, string>> = {
  url: 'name the PanDA server: --url https://panda.example.org:25443, or PANDA_PILOT_URL',
  queue: 'name the queue: --queue MY_QUEUE, or PANDA_PILOT_QUEUE',
};

/** The same numbers with which `run` would end. */
function exitCodeFor(failed: readonly Diagnosis[]): number {
  if (failed.length === 0) return exitCodes.done;
  return failed.every(({ check }) => check === 'server') ? exitCodes.serverUnreachable : exitCodes.configuration;
}
