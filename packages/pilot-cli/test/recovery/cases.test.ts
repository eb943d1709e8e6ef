import { describe, expect, it } from 'vitest';
import { caseOf, cases } from '../../src/recovery/cases.ts';
import type { Remains } from '../../src/recovery/remains.ts';

const days = 24 * 3_600_000;

/** A job that its pilot has left, and that the server still waits for. */
const ordinary: Remains = {
  lease: 'free',
  assignment: 'whole',
  queue: 'ours',
  finalUpdate: 'owed',
  recoveries: 0,
  ageMs: 60_000,
  server: 'ours',
};

const table: readonly (readonly [string, Partial<Remains>, string])[] = [
  ['belongs to another host', { lease: 'foreign' }, 'leave'],
  ['belongs to another host', { lease: 'foreign', finalUpdate: 'acknowledged', ageMs: 99 * days }, 'leave'],
  ['is being worked on', { lease: 'held' }, 'wait'],
  ['is being worked on', { lease: 'held', finalUpdate: 'acknowledged', ageMs: 99 * days }, 'wait'],
  ['is over, and the server knows', { finalUpdate: 'acknowledged', server: 'not-asked' }, 'remove'],
  ['was never begun', { assignment: 'absent', server: 'not-asked' }, 'remove'],
  ['is unreadable', { assignment: 'unreadable', ageMs: 6 * days }, 'leave'],
  ['is unreadable, and old', { assignment: 'unreadable', ageMs: 7 * days }, 'remove'],
  ['belongs to another queue', { queue: 'another', server: 'not-asked' }, 'leave'],
  ['is to be asked about', { server: 'not-asked', recoveries: 15 }, 'ask'],
  ['is to be asked about', { server: 'not-asked', ageMs: 9999 * days }, 'ask'],
  ['is older than the server keeps any job', { ageMs: 21 * days, server: 'nobody-asks' }, 'remove'],
  ['is owed to the server', { ageMs: 20 * days, server: 'nobody-asks' }, 'leave'],
  ['is owed to the server', { ageMs: -99 * days, server: 'nobody-asks' }, 'leave'],
  ['cannot be asked about', { server: 'silent' }, 'leave'],
  ['is unknown to the server', { server: 'unknown' }, 'remove'],
  ['was given up by the server', { server: 'over' }, 'remove'],
  ['is tried again elsewhere', { server: 'another-attempt' }, 'remove'],
  ['was taken up too often', { recoveries: 15 }, 'give-up'],
  ['is to be finished', { recoveries: 14 }, 'finish'],
  ['is to be finished', { ageMs: 9999 * days }, 'finish'],
];

describe('a job that', () => {
  it.each(table)('%s (%j): %s', (name, remains, treatment) =>
    expect(caseOf({ ...ordinary, ...remains })).toMatchObject({ name, treatment }),
  );

  it('is none of these there is not: every case has its test', () =>
    expect(new Set(table.map(([name]) => name))).toEqual(new Set(cases.map(({ name }) => name))));
});
