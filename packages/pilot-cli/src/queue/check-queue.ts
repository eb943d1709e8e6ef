import { type Queuedata, copytoolsFor, isPilotError } from '@panda-pilot/core';
import { assertCopytool } from '@panda-pilot/runjob';
import { decideOnQueue } from './queue-status.ts';

/** What one look at a queue's configuration came to. */
export interface QueueCheck {
  readonly check: string;
  readonly result: 'ok' | 'warn' | 'fail';
  readonly what: string;
  /** What to do. */
  readonly hint?: string;
}

/** Whether pilots can work with this configuration: status, copytools, storage, time. */
export async function checkQueue(queuedata: Queuedata): Promise<readonly QueueCheck[]> {
  return [
    statusOf(queuedata),
    ...(await Promise.all(copytoolsOf(queuedata).map(([copytool, directions]) => copytoolCheck(copytool, directions)))),
    ...missingDirections(queuedata),
    storageOf(queuedata),
    timeOf(queuedata),
  ];
}

function statusOf(queuedata: Queuedata): QueueCheck {
  const decision = decideOnQueue(queuedata);
  const check = 'status';
  switch (decision.kind) {
    case 'run':
      return { check, result: 'ok', what: `${queuedata.status}: jobs are asked for` };
    case 'run-tests':
      return { check, result: 'warn', what: `${queuedata.status}: only test jobs are asked for` };
    case 'leave':
      return {
        check,
        result: 'fail',
        what: `${decision.error.message} (${decision.error.code})`,
        hint: decision.error.hint,
      };
  }
}

/** Each copytool once, with what it is for. */
function copytoolsOf(queuedata: Queuedata): readonly (readonly [copytool: string, directions: string])[] {
  const tools = new Map<string, string>();
  for (const [activity, direction] of directions)
    for (const copytool of copytoolsFor(queuedata, activity))
      tools.set(copytool, [tools.get(copytool), direction].filter((one) => one !== undefined).join(' and '));
  return [...tools];
}

const directions = [
  ['pr', 'inputs'],
  ['pw', 'outputs'],
] as const;

async function copytoolCheck(copytool: string, used: string): Promise<QueueCheck> {
  const check = `copytool ${copytool}`;
  try {
    await assertCopytool(copytool);
    return { check, result: 'ok', what: `for ${used}` };
  } catch (error) {
    if (!isPilotError(error)) throw error;
    return { check, result: 'fail', what: `${error.message} (${error.code})`, hint: error.hint };
  }
}

function missingDirections(queuedata: Queuedata): readonly QueueCheck[] {
  return directions
    .filter(([activity]) => copytoolsFor(queuedata, activity).length === 0)
    .map(([, direction]) => ({
      check: `copytool for ${direction}`,
      result: 'fail',
      what: 'none is named',
      hint: 'Name one in copytool, copytoolin or acopytools.',
    }));
}

function storageOf({ storageElements, storagesByActivity }: Queuedata): QueueCheck {
  const names = [
    ...new Set([...Object.values(storagesByActivity).flat(), ...storageElements.map(({ endpoint }) => endpoint)]),
  ];
  return names.length > 0
    ? { check: 'storage', result: 'ok', what: names.join(', ') }
    : {
        check: 'storage',
        result: 'warn',
        what: 'none is named: only jobs that name theirs can store outputs',
        hint: 'Name it in astorages, or in se.',
      };
}

function timeOf({ maxTimeSeconds, timefloorMinutes }: Queuedata): QueueCheck {
  const slots = maxTimeSeconds === undefined ? 'slots have no end' : `slots last ${maxTimeSeconds} s`;
  const what = `${slots}, jobs are asked for during ${timefloorMinutes ?? 0} min`;
  const isOdd = maxTimeSeconds !== undefined && (timefloorMinutes ?? 0) * 60 > maxTimeSeconds;
  return isOdd
    ? { check: 'time', result: 'warn', what, hint: 'A timefloor beyond maxtime begins jobs that cannot end.' }
    : { check: 'time', result: 'ok', what };
}
