import { chmodSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobRecord } from '@panda-pilot/panda-local';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Grid, jobOf, startGrid } from '../grid.ts';
import type { Behaviour } from './behaviour.ts';
import { behaviours } from './table.ts';

/** Low enough for a payload to pass within a second, high enough for the others. */
const limits =
  'looping=0.8,stdout=1,output=2,workdir=24,free-disk=0,cpu-factor=0.5,stack-traces=0,process-period=0.2,directory-period=0.2,file-period=0.1';

let grid: Grid;
let ids: readonly number[];
let survivors: readonly string[];

/** One server, one pilot, all payloads: they share the machine as they would share a node. */
beforeAll(async () => {
  const over: (() => Promise<void>)[] = [];
  grid = await startGrid({ whenOver: (cleanUp) => over.push(cleanUp) });
  const credential = join(grid.directory, 'credential');
  writeFileSync(credential, 'the credential of the pilot\n', { mode: 0o600 });
  ids = [];
  for (const [row, behaviour] of behaviours.entries()) ids = [...ids, await submit(behaviour, row)];
  const { stderr, exitCode } = await grid.pilot(
    ['--slots', '6', '--max-failed-jobs', '1000', '--grace', '0.3', '--limits', limits],
    { env: { VO_CREDENTIAL: credential }, timeoutMs: 170_000 },
  ).ended;
  if (exitCode !== 5) throw new Error(`the pilot ended with ${exitCode}: ${stderr.slice(-2000)}`);
  survivors = payloadsAlive();
  return async () => {
    for (const cleanUp of over.toReversed()) await cleanUp();
  };
}, 180_000);

describe('a payload that', () => {
  it.each(behaviours.map((behaviour, row) => [behaviour.title, behaviour, row] as const))('%s', (_, behaviour, row) => {
    const pandaId = ids[row] ?? 0;
    const record = jobOf(grid, pandaId);
    const { status, columns, pilotLog = '' } = record;
    const { told, withinSeconds = 20, extract, outputs = [] } = behaviour;
    const { pilotErrorCode = 0, exeErrorCode = 0, transExitCode, pilotErrorDiag = '' } = columns;
    const heard = { state: status, pilot: pilotErrorCode, exe: exeErrorCode, trans: transExitCode };
    expect({ ...heard, words: pilotErrorDiag.slice(0, told.words.length), said: pilotErrorDiag }).toEqual({
      ...told,
      said: pilotErrorDiag,
    });
    const expected = behaviour.stored ?? (told.state === 'finished' ? outputs : []);
    expect(storedOf(row)).toEqual([...expected, 'log.tgz'].toSorted());
    expect(pilotLog.length).toBeLessThanOrEqual(2048);
    if (told.state === 'failed') expect(pilotLog).toContain(extract ?? pilotErrorDiag.slice(0, 100));
    expect(`${pilotErrorDiag}${pilotLog}`).not.toMatch(/hidden|credential of the pilot/);
    expect(secondsTaken(record)).toBeLessThan(withinSeconds);
    expect(survivors.filter((line) => line.startsWith(`${pandaId} `))).toEqual([]);
  });
});

it('nothing of any of them is left, and the credential is as it was', async () => {
  await grid.expectNothingLeft();
  expect(survivors).toEqual([]);
  expect(readFileSync(join(grid.directory, 'credential'), 'utf8')).toBe('the credential of the pilot\n');
});

async function submit(behaviour: Behaviour, row: number): Promise<number> {
  const { file = 'payload', mode = 0o755, outputs = [], script, steps = 1, transformation, wire } = behaviour;
  const path = transformation ?? (await grid.script(`${row}/${file}`, script));
  if (transformation === undefined) chmodSync(path, mode);
  const ofEachStep = (value: (step: number) => string): string =>
    Array.from({ length: steps }, (_, step) => value(step + 1)).join('\n');
  return grid.submit({
    transformation: ofEachStep(() => path),
    parameters: ofEachStep((step) => (steps === 1 ? '' : String(step))),
    outputs: outputs.map((lfn) => ({ lfn, scope: scopeOf(row) })),
    log: { lfn: 'log.tgz', scope: scopeOf(row) },
    raw: { loopingCheck: false, ...wire },
  });
}

/** Rows may name their files alike. */
function scopeOf(row: number): string {
  return `row${row}`;
}

function storedOf(row: number): string[] {
  const entries = readdirSync(join(grid.storage, 'rucio', scopeOf(row)), { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [] : [entry.name])).toSorted();
}

/** From the pilot's request to the end. */
function secondsTaken({ history }: JobRecord): number {
  const sent = history.find(({ status }) => status === 'sent')?.at ?? '';
  return (Date.parse(history.at(-1)?.at ?? '') - Date.parse(sent)) / 1000;
}

/** `<PandaID> <pid> <command line>` of whatever still runs with the environment of one of the jobs. */
function payloadsAlive(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const environment = textOf(`/proc/${pid}/environ`);
      if (!environment.includes(`VO_CREDENTIAL=${grid.directory}`)) return [];
      const pandaId = /(?:^|\0)PandaID=(\d+)\0/.exec(environment)?.[1];
      return pandaId === undefined ? [] : [`${pandaId} ${pid} ${textOf(`/proc/${pid}/cmdline`)}`];
    });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return ''; // it has ended
  }
}
