import { existsSync, rmSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { processesNaming } from '@panda-pilot/testkit';
import { watchdogForTest } from '../watchdog-for-test.ts';

it('keeps a directory that only we may enter, with FIFOs in it', async () => {
  const watchdog = watchdogForTest();
  expect(statSync(watchdog.directory).mode & 0o777).toBe(0o700);
  const names = await Promise.all([watchdog.makeFifos(3), watchdog.makeFifos(2)]);
  expect(names.flat()).toHaveLength(5);
  for (const name of names.flat()) expect(statSync(name).isFIFO()).toBe(true);
});

it('leaves nothing when it is dismissed', async () => {
  const watchdog = watchdogForTest();
  await watchdog.makeFifos(1);
  expect(processesNaming(watchdog.directory)).toHaveLength(1);
  watchdog.dismiss();
  expect(existsSync(watchdog.directory)).toBe(false);
  await expect.poll(() => processesNaming(watchdog.directory)).toEqual([]);
});

it('says when FIFOs cannot be made', async () => {
  const watchdog = watchdogForTest();
  await watchdog.makeFifos(1);
  rmSync(watchdog.directory, { recursive: true });
  await expect(watchdog.makeFifos(1)).rejects.toThrow('mkfifo failed');
});

it('tells when somebody has killed it', async () => {
  let deaths = 0;
  const watchdog = watchdogForTest(() => (deaths += 1));
  await watchdog.makeFifos(1);
  for (const pid of processesNaming(watchdog.directory)) process.kill(pid, 'SIGKILL');
  await expect.poll(() => watchdog.alive).toBe(false);
  expect(deaths).toBe(1);
  await expect(watchdog.makeFifos(1)).rejects.toThrow('watchdog');
});
