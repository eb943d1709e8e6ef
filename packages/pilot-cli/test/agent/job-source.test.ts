import { silentLogger } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { createJobSource } from '../../src/agent/job-source.ts';
import type { AgentContext } from '../../src/context.ts';

const never = new AbortController().signal;

/** A source of jobs that Harvester pushes: each definition in its turn, after a moment, then none. */
function pushed(...definitions: readonly (readonly object[])[]) {
  const left = [...definitions];
  const given: unknown[] = [];
  const exchange = {
    takeJobs: async () => {
      await Promise.resolve();
      return left.shift();
    },
    askForJobs: () => Promise.resolve(),
    giveBack: async (jobs: readonly unknown[]) => void given.push(...jobs),
  };
  const times = { serverPatienceMs: 0, jobRequests: 1 };
  const context = { drain: never, exchange, logger: silentLogger, pushedJobsOnly: true, stop: never, times };
  return { given, source: createJobSource(context as unknown as AgentContext) };
}

describe('a source of jobs', () => {
  it('gives what lies there to all slots that wait', async () => {
    const { source } = pushed([{ PandaID: 1 }, { PandaID: 2 }], [{ PandaID: 3 }]);
    const all = await Promise.all([1, 2, 3, 4].map(() => source.next()));
    expect(all).toEqual([{ PandaID: 1 }, { PandaID: 2 }, { PandaID: 3 }, undefined]);
  });

  it('gives back what no slot has taken', async () => {
    const { given, source } = pushed([{ PandaID: 1 }, { PandaID: 2 }]);
    await source.next();
    expect(source.hasOne()).toBe(true);
    await source.close();
    expect([given, source.hasOne()]).toEqual([[{ PandaID: 2 }], false]);
  });
});
