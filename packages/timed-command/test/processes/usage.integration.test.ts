import { expect, it } from 'vitest';
import { needsTool } from '@panda-pilot/testkit';
import { runCommand } from '../../src/run-command.ts';

const env = { PATH: '/usr/bin:/bin' };
/** Works until the kernel has counted so much CPU time for it, and holds so many megabytes meanwhile. */
const work = 'my $held = "x" x ($ARGV[1] << 20); while ((times)[0] + (times)[1] < $ARGV[0]) {}';

it.skipIf(needsTool('perl'))('counts the CPU time of a command and samples its memory', async () => {
  const { ending, usage } = await runCommand('perl', ['-e', work, '0.6', '64'], { env });
  expect(ending).toEqual({ kind: 'exited', exitCode: 0 });
  expect(usage.cpuIs).toBe('counted');
  expect(usage.cpuMs).toBeGreaterThanOrEqual(580);
  expect(usage.cpuMs).toBeLessThan(1000);
  expect(usage.peakMemoryBytes).toBeGreaterThan(64 * 2 ** 20);
  expect(usage.peakMemoryBytes).toBeLessThan(200 * 2 ** 20);
});

it.skipIf(needsTool('perl'))(
  'adds up what the command has started: memory of all at once, CPU of those it has waited for',
  async () => {
    const script = 'perl -e "$0" 0.4 40 & perl -e "$0" 0.4 40 & wait';
    const { usage } = await runCommand('sh', ['-c', script, work], { env });
    expect(usage.cpuMs).toBeGreaterThanOrEqual(760);
    expect(usage.cpuMs).toBeLessThan(1400);
    expect(usage.peakMemoryBytes).toBeGreaterThan(80 * 2 ** 20);
    expect(usage.peakMemoryBytes).toBeLessThan(300 * 2 ** 20);
  },
);

it.skipIf(needsTool('perl'))('looks at nobody who is only to be counted', async () => {
  const { usage } = await runCommand('perl', ['-e', work, '0.3', '1'], { env, usage: 'counted' });
  expect(usage).toMatchObject({ cpuIs: 'counted', peakMemoryBytes: undefined });
  expect(usage.cpuMs).toBeGreaterThanOrEqual(280);
});

it('has no memory to tell of a command that was over before the first look, and next to no CPU time', async () => {
  const { usage } = await runCommand('/bin/true', [], { env });
  expect(usage).toEqual({ cpuMs: expect.any(Number) as number, cpuIs: 'counted', peakMemoryBytes: undefined });
  expect(usage.cpuMs).toBeLessThanOrEqual(60);
});
