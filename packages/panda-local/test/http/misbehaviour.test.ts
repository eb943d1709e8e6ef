import { describe, expect, it } from 'vitest';
import { type HttpAnswer, text } from '../../src/http/answer.ts';
import { effectOf, type Fault, FaultSchedule } from '../../src/http/misbehaviour.ts';

const databaseError = (): HttpAnswer => text(200, 'StatusCode=30');

describe('FaultSchedule', () => {
  it('gives a fault as often as it is scripted, after as many good calls', () => {
    const faults = new FaultSchedule();
    faults.add({ method: 'pilot/update_job', fault: 'hang', times: 2, skip: 1 });
    const taken = [
      'pilot/update_job',
      'pilot/acquire_jobs',
      'pilot/update_job',
      'pilot/update_job',
      'pilot/update_job',
    ].map((method) => faults.take(method));
    expect(taken).toEqual([undefined, undefined, 'hang', 'hang', undefined]);
  });

  it('gives the faults of one method in order, and those of * to any', () => {
    const faults = new FaultSchedule();
    faults.add({ method: 'a/b', fault: 'hang' });
    faults.add({ method: 'a/b', fault: 'cut' });
    faults.add({ method: '*', fault: 'html' });
    expect([faults.take('a/b'), faults.take('a/b'), faults.take('a/b'), faults.take('a/b')]).toEqual([
      'hang',
      'cut',
      'html',
      undefined,
    ]);
  });

  it('refuses a script that is none', () => {
    expect(() => new FaultSchedule().add({ method: 'a/b', fault: 'sulk' as Fault })).toThrow();
  });
});

describe('effectOf', () => {
  it.each<[Fault, boolean, string, number | undefined]>([
    ['hang', false, 'hang', undefined],
    ['cut', false, 'cut', undefined],
    [{ kind: 'cut', at: 'before' }, false, 'cut', undefined],
    [{ kind: 'cut', at: 'middle' }, true, 'cut-in-the-middle', undefined],
    [{ kind: 'slow', bytesPerSecond: 5 }, true, 'slow', undefined],
    [{ kind: 'http', status: 500, body: 'oops' }, false, 'whole', 500],
    ['html', false, 'whole', 200],
    ['garbage', false, 'whole', 200],
    ['database-error', false, 'whole', 200],
    [{ kind: 'after' }, true, 'cut', undefined],
    [{ kind: 'after', fault: 'hang' }, true, 'hang', undefined],
    [{ kind: 'after', fault: { kind: 'http', status: 502 } }, true, 'whole', 502],
  ])('%j: works %s, leaves %s, status %s', (fault, works, kind, status) => {
    const effect = effectOf(fault, databaseError);
    expect({ works: effect.works, kind: effect.delivery.kind, status: effect.answer?.status }).toEqual({
      works,
      kind,
      status,
    });
  });

  it('has the API itself say that its database is in trouble', () => {
    expect(effectOf('database-error', databaseError).answer).toEqual(databaseError());
  });
});
