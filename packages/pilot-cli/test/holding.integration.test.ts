import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jobOf, log, namesIn, output, startGrid } from './grid.ts';

it('a job whose files cannot be stored is held, and a later pilot finishes it without running it again', async () => {
  const grid = await startGrid();
  const payload = await grid.script('payload', `echo run >> ${grid.directory}/runs; echo > out.txt`);
  const job = { transformation: payload, outputs: [output('out.txt')], log: log('log.tgz') };
  const inTheWay = join(grid.storage, 'rucio');
  await rm(inTheWay, { recursive: true, force: true });
  await writeFile(inTheWay, '');
  const id = await grid.submit(job);
  const first = await grid.pilot(['--hold', 'true', '--max-jobs', '1']).ended;
  expect(first.exitCode).toBe(0);
  expect(jobOf(grid, id)).toMatchObject({ status: 'holding', columns: { pilotErrorCode: 1137 } });

  await rm(inTheWay);
  const second = await grid.pilot(['--hold', 'true', '--max-jobs', '1']).ended;
  expect(second.exitCode).toBe(0);
  expect(jobOf(grid, id)).toMatchObject({ status: 'finished', columns: { pilotErrorCode: 0, pilotErrorDiag: ' ' } });
  expect(await namesIn(grid)).toEqual(['log.tgz', 'out.txt']);
  expect(await readFile(join(grid.directory, 'runs'), 'utf8')).toBe('run\n');
  await grid.expectNothingLeft();

  await rm(inTheWay, { recursive: true, force: true });
  await writeFile(inTheWay, '');
  const lost = await grid.submit(job);
  await grid.pilot(['--max-jobs', '1']).ended;
  expect(jobOf(grid, lost).status).toBe('failed');
});
