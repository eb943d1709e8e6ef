import type { PilotErrorClass, PilotErrorDefinition } from './pilot-errors/definition.ts';
import { eventServiceErrors } from './pilot-errors/event-service.ts';
import { monitorErrors } from './pilot-errors/monitor.ts';
import { payloadErrors } from './pilot-errors/payload.ts';
import { pilotErrors } from './pilot-errors/pilot.ts';
import { recoveryErrors } from './pilot-errors/recovery.ts';
import { retiredErrors } from './pilot-errors/retired.ts';
import { serverErrors } from './pilot-errors/server.ts';
import { setupErrors } from './pilot-errors/setup.ts';
import { signalErrors } from './pilot-errors/signal.ts';
import { stageInErrors } from './pilot-errors/stage-in.ts';
import { stageOutErrors } from './pilot-errors/stage-out.ts';

/**
 * Every failure that a pilot reports to the server: pilot 1's and pilot 3's codes in one table. Where the two spell a
 * name differently the key is pilot 3's, with word breaks. 0, 1 and 2 are no rows: 0 is the absence of an error, 1 and 2
 * were notes that pilot 1 kept to itself.
 */
export const PilotErrors = {
  ...pilotErrors,
  ...setupErrors,
  ...stageInErrors,
  ...payloadErrors,
  ...stageOutErrors,
  ...monitorErrors,
  ...signalErrors,
  ...recoveryErrors,
  ...serverErrors,
  ...eventServiceErrors,
  ...retiredErrors,
} as const satisfies Record<string, PilotErrorDefinition>;

/** A key of {@link PilotErrors}. */
export type PilotErrorName = keyof typeof PilotErrors;

/** A number of {@link PilotErrors}. */
export type PilotErrorCode = (typeof PilotErrors)[PilotErrorName]['code'];

/** A row of the table with its name and nothing left out. */
export interface PilotErrorEntry extends Required<Omit<PilotErrorDefinition, 'negatedForUsers' | 'retired' | 'code'>> {
  readonly name: PilotErrorName;
  readonly code: PilotErrorCode;
  readonly negatedForUsers: boolean;
  readonly retired: boolean;
}

/** The whole row of `name`: no classes, no aliases and exit code 1 where the table says nothing. */
export function pilotErrorEntry(name: PilotErrorName): PilotErrorEntry {
  const { code } = PilotErrors[name];
  const row: PilotErrorDefinition = PilotErrors[name];
  return { classes: [], negatedForUsers: false, retired: false, shell: 1, aliases: [], ...row, name, code };
}

/** Every row, by number. */
export function allPilotErrors(): readonly PilotErrorEntry[] {
  return names()
    .map(pilotErrorEntry)
    .sort((a, b) => a.code - b.code);
}

/**
 * The row of a number (negative ones too, as user jobs report them) or of a name in any of its spellings: with or without
 * underscores and `ERR_`, in any case, pilot 1's or pilot 3's. Undefined when there is none.
 */
export function findPilotError(codeOrName: number | string): PilotErrorEntry | undefined {
  const wanted = String(codeOrName).trim();
  const name = /^-?\d+$/.test(wanted) ? nameByCode.get(Math.abs(Number(wanted))) : nameBySpelling.get(spelling(wanted));
  return name === undefined ? undefined : pilotErrorEntry(name);
}

/** The number to report for `name`: negative for a user's job that the server may resubmit elsewhere. */
export function codeForServer(name: PilotErrorName, job: { readonly analysisJob: boolean }): number {
  const { code, negatedForUsers } = pilotErrorEntry(name);
  return job.analysisJob && negatedForUsers ? -code : code;
}

/** True when a job that failed so may be held for a later pilot to store its outputs: the codes of class R. */
export function isRecoverable(name: PilotErrorName): boolean {
  return hasClass(name, 'R');
}

/** True when `name` is on pilot 1's list `errorClass`. */
export function hasClass(name: PilotErrorName, errorClass: PilotErrorClass): boolean {
  return pilotErrorEntry(name).classes.includes(errorClass);
}

const nameByCode: ReadonlyMap<number, PilotErrorName> = new Map(names().map((name) => [PilotErrors[name].code, name]));

const nameBySpelling: ReadonlyMap<string, PilotErrorName> = new Map(
  names().flatMap((name) => [name, ...pilotErrorEntry(name).aliases].map((each) => [spelling(each), name] as const)),
);

function spelling(name: string): string {
  return name.toUpperCase().replace(/^ERR_/, '').replaceAll('_', '');
}

function names(): readonly PilotErrorName[] {
  // The keys of an object literal are exactly the keys of its type.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.keys(PilotErrors) as PilotErrorName[];
}
