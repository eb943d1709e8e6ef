import type { Remains } from './remains.ts';

/**
 * What is done with the remains of a job. `leave`: nothing, by this pilot. `wait`: until the runjob that works on it
 * has ended. `ask`: the server, before anything is touched. `finish`: what is missing is done, and reported. `give-up`:
 * it is reported as lost. `remove`: nothing is owed to anybody.
 */
export type Treatment = 'leave' | 'wait' | 'ask' | 'finish' | 'give-up' | 'remove';

/** One row of the table. */
export interface Case {
  /** For the log and for people: what is the matter with the job. */
  readonly name: string;
  readonly applies: (remains: Remains) => boolean;
  readonly treatment: Treatment;
}

/** After so many pilots have tried, one more would not do better: LOST_JOB_MAXED_OUT (1158). */
export const mostRecoveries = 15;

const day = 24 * 3_600_000;
/** What cannot be read is kept so long for a person to look at. */
const unreadableMs = 7 * day;
/** The server kills every job that is older. */
const longestJobMs = 21 * day;

/** Every case there is, the first that applies counts. Nothing alive, and nothing of another host or queue, is ever touched. */
export const cases: readonly Case[] = [
  { name: 'belongs to another host', applies: ({ lease }) => lease === 'foreign', treatment: 'leave' },
  { name: 'is being worked on', applies: ({ lease }) => lease === 'held', treatment: 'wait' },
  {
    name: 'is over, and the server knows',
    applies: ({ finalUpdate }) => finalUpdate === 'acknowledged',
    treatment: 'remove',
  },
  { name: 'was never begun', applies: ({ assignment }) => assignment === 'absent', treatment: 'remove' },
  {
    name: 'is unreadable, and old',
    applies: ({ assignment, ageMs }) => assignment === 'unreadable' && ageMs >= unreadableMs,
    treatment: 'remove',
  },
  { name: 'is unreadable', applies: ({ assignment }) => assignment === 'unreadable', treatment: 'leave' },
  { name: 'belongs to another queue', applies: ({ queue }) => queue === 'another', treatment: 'leave' },
  { name: 'is to be asked about', applies: ({ server }) => server === 'not-asked', treatment: 'ask' },
  // By the clock of this node, which may be wrong by years: where a server can be asked, it is believed instead.
  {
    name: 'is older than the server keeps any job',
    applies: ({ ageMs, server }) => server === 'nobody-asks' && ageMs >= longestJobMs,
    treatment: 'remove',
  },
  { name: 'is owed to the server', applies: ({ server }) => server === 'nobody-asks', treatment: 'leave' },
  { name: 'cannot be asked about', applies: ({ server }) => server === 'silent', treatment: 'leave' },
  { name: 'is unknown to the server', applies: ({ server }) => server === 'unknown', treatment: 'remove' },
  { name: 'was given up by the server', applies: ({ server }) => server === 'over', treatment: 'remove' },
  { name: 'is tried again elsewhere', applies: ({ server }) => server === 'another-attempt', treatment: 'remove' },
  { name: 'was taken up too often', applies: ({ recoveries }) => recoveries >= mostRecoveries, treatment: 'give-up' },
  { name: 'is to be finished', applies: () => true, treatment: 'finish' },
];

/** The case of these remains. Pure. */
export function caseOf(remains: Remains): Case {
  const found = cases.find(({ applies }) => applies(remains));
  if (found === undefined) throw new RangeError('the last case applies to everything');
  return found;
}
