import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { summarisedEvents } from '../../src/interpretation/athena-summary.ts';

describe('summarisedEvents', () => {
  it('believes the oldest summary', async () => {
    const work = await tree({
      'AthSummary.txt': ' Events Read: 100\n Events Written: 90\n',
      'AthenaSummary_2.txt': 'Events Read:90\n',
    });
    utimesSync(join(work, 'AthenaSummary_2.txt'), 1, 1);
    expect(summarisedEvents(work)).toBe(90);
    utimesSync(join(work, 'AthSummary.txt'), 0, 0);
    expect(summarisedEvents(work)).toBe(100);
  });

  it('is nothing without one that tells', async () => {
    expect(summarisedEvents(await tree({ 'AthSummary.txt': 'no events' }))).toBeUndefined();
    expect(summarisedEvents('/no/such/directory')).toBeUndefined();
  });
});
