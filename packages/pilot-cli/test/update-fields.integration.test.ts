import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jobOf, log, output, startGrid } from './grid.ts';

/** What only a pilot in a batch job of a factory knows of itself. */
const env = { PBS_JOBID: '4711.pbs', PANDA_JSID: 'factory-1', GTAG: 'http://factory/4711', PANDA_HOSTNAME: 'wn1' };

const utc = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
const whole = expect.toSatisfy((value) => Number.isInteger(value) && Number(value) > 0, 'a positive integer');
const measured = expect.toSatisfy((value) => Number(value) >= 0, 'a measure');

/** Busy until it may end, with a report of its own: everything that a sampler and a server can know is there to be known. */
const payload = (
  gate: string,
): string => `until [ -e ${gate} ]; do head -c 2000000 /dev/zero | cksum > out.txt; sleep 0.04; done
echo '{"exitCode": 0, "resource": {"transform": {"processedEvents": 25}}}' > jobReport.json`;

it.each(['v1', 'classic'] as const)('the server (%s) has every column that a pilot can fill', async (api) => {
  const grid = await startGrid({ apis: [api] });
  const inputs = [await grid.putInput('in.txt', 'x')];
  const outputs = [output('out.txt')];
  const gate = join(grid.directory, 'gate');
  const transformation = await grid.script('busy', payload(gate));
  const id = await grid.submit({ transformation, inputs, outputs, log: log('log.tgz'), raw: { coreCount: 2 } });
  grid.server.command(id, 'debug');
  const [memory, cpu, metrics] =
    api === 'v1' ? ['max_pss', 'cpu_consumption_time', 'job_metrics'] : ['maxPSS', 'cpuConsumptionTime', 'jobMetrics'];
  const heartbeats = () => grid.server.requests.flatMap(({ arguments: told }) => (told?.['stdout'] ? [told] : []));
  const { ended } = grid.pilot(['--api', api, '--debug-heartbeat', '0.3'], { env });
  await expect
    .poll(() => heartbeats().at(-1))
    .toMatchObject({ [memory]: whole, [cpu]: measured, [metrics]: expect.stringContaining('workDirSize=') });
  await writeFile(gate, '');
  const { exitCode } = await ended;
  const { columns, finalReport, metadata, status, stdout } = jobOf(grid, id);
  expect({ exitCode, status }).toEqual({ exitCode: 0, status: 'finished' });
  expect(columns).toMatchObject({
    modificationHost: 'wn1',
    transExitCode: 0,
    cpuConsumptionTime: expect.toSatisfy((value) => Number.isInteger(value), 'an integer'),
    cpuConsumptionUnit: expect.stringMatching(/^s\+?/),
    cpuConversion: 1,
    jobMetrics: expect.stringMatching(/^coreCount=2 nEvents=25 workDirSize=\d+$/),
    pilotTiming: expect.stringMatching(/^\d+(\|\d+){5}$/),
    startTime: utc,
    endTime: utc,
    schedulerID: 'factory-1',
    pilotID: expect.stringMatching(/^http:\/\/factory\/4711\|Torque\|PR\|panda-pilot-/),
    batchID: '4711.pbs',
    nEvents: 25,
    nInputFiles: 1,
    actualCoreCount: 2,
    meanCoreCount: api === 'v1' ? expect.toSatisfy((value) => Number.isInteger(value), 'an integer') : measured,
    ...columnsThat(whole, ['maxRSS', 'maxPSS', 'maxVMEM', 'avgRSS', 'avgPSS', 'avgVMEM']),
    ...columnsThat(measured, ['maxSWAP', 'avgSWAP', 'totRCHAR', 'totWCHAR', 'totRBYTES', 'totWBYTES']),
    ...columnsThat(measured, ['rateRCHAR', 'rateWCHAR', 'rateRBYTES', 'rateWBYTES']),
  });
  expect(JSON.parse(finalReport?.outputReport ?? '')).toEqual({
    'out.txt': {
      guid: expect.any(String),
      fsize: whole,
      adler32: expect.stringMatching(/^[0-9a-f]{8}$/),
      surl: expect.any(String),
    },
    'log.tgz': { guid: expect.any(String), fsize: whole, adler32: expect.any(String), surl: expect.any(String) },
  });
  expect(JSON.parse(metadata ?? '')).toMatchObject({ exitCode: 0 });
  expect(stdout).toContain('payload.stdout');
});

function columnsThat(are: unknown, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, are]));
}
