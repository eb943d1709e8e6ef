import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { jobOf, log, output, pilotBundle, startGrid } from './grid.ts';

const published = `export const experiment = {
  name: 'lab',
  setUp: ({ step }) => [{ kind: 'source', file: new URL('set up.sh', import.meta.url).pathname.replace('%20', ' '), args: [step.release ?? ''] }],
  environment: () => ({ LAB: 'of ours' }),
  folders: () => [],
};
`;

it('a payload is set up by an experiment that the site has installed beside the bundle', async () => {
  const site = await tree({
    'node_modules/@lab/pilot-experiment-x/package.json':
      '{"name": "@lab/pilot-experiment-x", "exports": "./index.mjs"}',
    'node_modules/@lab/pilot-experiment-x/index.mjs': published,
    'node_modules/@lab/pilot-experiment-x/set up.sh': 'export SET_UP="$1"',
  });
  await cp(dirname(pilotBundle), join(site, 'pilot'), { recursive: true });
  const program = join(site, 'pilot/panda-pilot.mjs');
  const grid = await startGrid({ queuedata: { experiment: '@lab/pilot-experiment-x' } });
  const payload = await grid.script('payload', 'echo "$SET_UP $LAB" > out.txt');
  const job = {
    transformation: payload,
    outputs: [output('out.txt')],
    log: log('log.tgz'),
    raw: { swRelease: 'Lab-1 $(id)' },
  };
  const good = await grid.submit(job);
  await grid.pilot(['--max-jobs', '1'], { program }).ended;
  expect(jobOf(grid, good).status).toBe('finished');
  expect(String(await grid.readStored('out.txt'))).toBe('Lab-1 $(id) of ours\n');

  const waiting = await grid.submit(job);
  const { exitCode, stderr } = await grid.pilot(['--max-jobs', '1']).ended;
  expect(exitCode).toBe(3);
  expect(stderr).toContain('needs the package @lab/pilot-experiment-x: npm install @lab/pilot-experiment-x');
  expect(jobOf(grid, waiting).status).toBe('activated');
  await grid.expectNothingLeft();
});
