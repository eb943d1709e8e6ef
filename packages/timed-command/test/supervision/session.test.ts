import { expect, it } from 'vitest';
import { currentSession } from '../../src/supervision/session.ts';

it('is one for all commands of this process', () => {
  const { marking, table, watchdog, fifos } = currentSession();
  const again = currentSession();
  expect([again.marking, again.table, again.watchdog, again.fifos]).toEqual([marking, table, watchdog, fifos]);
  expect(again.watchdog).toBe(watchdog);
});

it('never gives two commands one mark, and tells by its number who outlives us', () => {
  const session = currentSession();
  const marks = Array.from({ length: 100 }, () => session.newMark('dies-with-us'));
  expect(new Set(marks.map(({ serial }) => serial)).size).toBe(100);
  expect(marks.every((mark) => mark.session === session.marking.session && mark.session % 2 === 0)).toBe(true);
  expect(session.newMark('outlives-us').session).toBe(session.marking.session + 1);
});

it('replaces a watchdog that somebody has killed', async () => {
  const { watchdog, fifos } = currentSession();
  watchdog.dismiss();
  await expect.poll(() => watchdog.alive).toBe(false);
  const session = currentSession();
  expect(session.watchdog).not.toBe(watchdog);
  expect(session.fifos).not.toBe(fifos);
  expect(session.watchdog.alive).toBe(true);
});
