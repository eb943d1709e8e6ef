import { silentLogger } from '@panda-pilot/core';
import { type JobUpdate, PandaServerError, type UpdateAnswer } from '@panda-pilot/panda-client';
import { describe, expect, it } from 'vitest';
import { deliver } from '../../src/job/deliver.ts';

const update = { jobId: 1, state: 'finished' } as const;
const failure = new PandaServerError('m', { kind: 'http', method: 'pilot/update_job', retryable: true });
const accepted: UpdateAnswer = { commands: [] };

function patience(ms: number): Parameters<typeof deliver>[2] {
  return { reportPatienceMs: ms, refusedCredentialMs: 60_000, logger: silentLogger };
}

function client(answers: (UpdateAnswer | Error)[]): { updateJob(): Promise<UpdateAnswer>; readonly left: unknown[] } {
  return {
    left: answers,
    updateJob: () => {
      const answer = answers.shift() ?? accepted;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
}

describe('deliver', () => {
  it('tells of the first try at once, and goes on until the server has the update', async () => {
    let tried = 0;
    const result = await deliver(client([failure]), update, { ...patience(5000), onTried: () => (tried += 1) });
    expect({ kind: result.kind, tried }).toEqual({ kind: 'acknowledged', tried: 1 });
  });

  it.each([['tobekilled'], ['alreadydone']] as const)(
    'takes %s for an acknowledgement: the server knows the end already',
    async (kind) => {
      const result = await deliver(client([{ commands: [{ kind }] }]), update, patience(0));
      expect(result.kind).toBe('acknowledged');
    },
  );

  it('gives up at once on what a repetition cannot help, and when patience has ended', async () => {
    const no = new PandaServerError('m', { kind: 'refused', method: 'pilot/update_job', retryable: false });
    const hopeless = await deliver(client([no, no]), update, patience(5000));
    const late = await deliver(client([failure, failure]), update, patience(-1));
    expect([hopeless.kind, late.kind]).toEqual(['undelivered', 'undelivered']);
  });

  it('stays some minutes for a credential that is refused, and as long as it may for a server that is down', async () => {
    const denied = new PandaServerError('m', { kind: 'denied', method: 'pilot/update_job', retryable: false });
    const bounds = { ...patience(60_000), refusedCredentialMs: 100 };
    expect((await deliver(client([denied, denied]), update, bounds)).kind).toBe('undelivered');
    expect((await deliver(client([failure]), update, bounds)).kind).toBe('acknowledged');
  });

  it('leaves out what makes it too large for a web server on the way', async () => {
    const tooLarge = new PandaServerError('m', { kind: 'http', status: 413, method: 'm', retryable: false });
    const sent: JobUpdate[] = [];
    const updateJob = async (given: JobUpdate): Promise<UpdateAnswer> => {
      sent.push(given);
      if (given.metadata !== undefined) throw tooLarge;
      return accepted;
    };
    const large: JobUpdate = { ...update, metadata: 'x', pilotLog: 'y', pilotErrorCode: 0 };
    const result = await deliver({ updateJob }, large, patience(0));
    expect([result.kind, sent[1]]).toEqual(['acknowledged', { ...update, pilotErrorCode: 0 }]);
    const never = await deliver(client([tooLarge, tooLarge]), update, patience(0));
    expect(never.kind).toBe('undelivered');
  });

  it('tells of a file that cannot be written now as soon as it can', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: 'write' });
    const result = await deliver(client([full]), update, patience(5000));
    expect(result.kind).toBe('acknowledged');
  });

  it('tries once more when it is told to stop while it waits, then leaves', async () => {
    const stopping = new AbortController();
    const answers = client([failure, failure, accepted]);
    setTimeout(() => stopping.abort(new Error('stop')), 50);
    const result = await deliver(answers, update, { ...patience(60_000), stop: stopping.signal });
    expect({ kind: result.kind, left: answers.left.length }).toEqual({ kind: 'undelivered', left: 1 });
  });
});
