import { describe, expect, it } from 'vitest';
import { type Mover, MoverError, type StageInRequest } from '../../src/index.ts';
import { codeOf, openRig } from '../engine-rig.ts';
import { memoryStorage } from '../memory-mover.ts';

const { signal } = new AbortController();
const names = ['one', 'two', 'three'];

/** Stages in three files; what the storage was asked for, in its order. */
async function stagedIn(ask: Partial<StageInRequest>, fault?: MoverError) {
  const memory = memoryStorage();
  const recall: Mover['recall'] = async (files) => {
    memory.calls.push(`recall ${files.map(({ pathname }) => pathname.slice(1)).join(' ')}`);
    if (fault !== undefined) throw fault;
  };
  const rig = await openRig({ storages: [{ ...memory, mover: { ...memory.mover, recall } }] });
  const requests = names.map((name) => ({ ...rig.input(name, name), ...(name === 'two' ? {} : ask) }));
  const outcomes = await rig.engine.stageIn(requests, { signal });
  return { outcomes: outcomes.map(codeOf), calls: memory.calls, logged: rig.logged };
}

describe('files that lie nowhere but on tape', () => {
  it('are recalled by one request, before the first of them is fetched', async () => {
    const { outcomes, calls } = await stagedIn({ onlyOnTape: true });
    expect(outcomes).toEqual(['staged', 'staged', 'staged']);
    expect(calls.filter((call) => call.startsWith('recall'))).toEqual(['recall one three']);
    expect(calls.indexOf('recall one three')).toBeLessThan(calls.indexOf('get one'));
    expect(calls.indexOf('recall one three')).toBeLessThan(calls.indexOf('get three'));
  });

  it('are fetched all the same where that is refused', async () => {
    const fault = new MoverError('no tapes here', { kind: 'unsupported', file: 'one' });
    const { outcomes, logged } = await stagedIn({ onlyOnTape: true }, fault);
    expect(outcomes).toEqual(['staged', 'staged', 'staged']);
    expect(logged.join('\n')).toContain('files could not be recalled together');
  });

  it.each<[string, Partial<StageInRequest>]>([
    ['nobody waits for tapes', { onlyOnTape: true, onTape: 'refuse' }],
    ['there are disks, too', { onlyOnTape: false }],
  ])('are not recalled where %s', async (_, ask) => {
    const { calls } = await stagedIn(ask);
    expect(calls.filter((call) => call.startsWith('recall'))).toEqual([]);
  });
});
