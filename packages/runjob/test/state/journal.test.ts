import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { type JournalEvent, openJournal, readJournal } from '../../src/state/journal.ts';

const accepted: JournalEvent = { event: 'job-accepted', pandaId: 1, attemptNumber: 0 };
const started: JournalEvent = { event: 'payload-started', pid: 7, startTicks: 9 };
const staged: JournalEvent = { event: 'input-staged', lfn: 'a', sizeBytes: 1 };

describe('the journal', () => {
  it('gives a later process the events in their order', async () => {
    const path = join(await tempDir(), 'journal.jsonl');
    const journal = openJournal(path, () => new Date('2026-01-02T03:04:05Z'));
    journal.append(accepted);
    journal.append(started);
    expect(readJournal(path).events).toMatchObject([accepted, started]);
    expect(readFileSync(path, 'utf8').split('\n')[0]).toBe(
      '{"v":1,"at":"2026-01-02T03:04:05.000Z","event":"job-accepted","pandaId":1,"attemptNumber":0}',
    );
  });

  it('is empty where there is none', async () => {
    expect(readJournal(join(await tempDir(), 'journal.jsonl'))).toEqual({ events: [], torn: false });
  });

  it('survives a crash at every byte of its last line', async () => {
    const path = join(await tempDir(), 'journal.jsonl');
    openJournal(path).append(accepted);
    const firstLine = readFileSync(path).length;
    openJournal(path).append(started);
    const whole = readFileSync(path);
    for (let length = firstLine; length < whole.length - 1; length += 1) {
      writeFileSync(path, whole.subarray(0, length));
      expect(readJournal(path).events).toMatchObject([accepted]);
      openJournal(path).append(staged);
      expect(readJournal(path).events).toMatchObject([accepted, staged]);
      truncateSync(path, 0);
    }
  });

  it('refuses a line in the middle that is JSON but no event', async () => {
    const path = join(await tempDir(), 'journal.jsonl');
    appendFileSync(path, '{"v":2,"event":"from-the-future"}\n');
    openJournalRaw(path);
    expect(() => readJournal(path)).toThrow(/no journal event/);
  });
});

function openJournalRaw(path: string): void {
  appendFileSync(path, `${JSON.stringify({ v: 1, at: 'x', ...accepted })}\n`);
}
