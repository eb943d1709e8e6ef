import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { processesNaming, tempDir } from '@panda-pilot/testkit';
import { chooseMarking } from '../../src/processes/mark.ts';
import { watchdogForTest } from '../watchdog-for-test.ts';

it('makes FIFOs in a directory that only we may enter, which is gone with their names as soon as they are held', async () => {
  const watchdog = watchdogForTest();
  const paths: string[] = [];
  const look = (path: string): void => {
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(statSync(path).isFIFO()).toBe(true);
    paths.push(path);
  };
  await Promise.all([watchdog.makeFifos(3, look), watchdog.makeFifos(2, look)]);
  expect(new Set(paths).size).toBe(5);
  for (const path of paths) expect(existsSync(dirname(path))).toBe(false);
});

it('leaves no process when it is dismissed', async () => {
  const marking = chooseMarking();
  const watchdog = watchdogForTest({ marking });
  await watchdog.makeFifos(1, () => undefined);
  expect(processesNaming(String(marking.session))).toHaveLength(1);
  watchdog.dismiss();
  await expect.poll(() => processesNaming(String(marking.session))).toEqual([]);
});

it('leaves no directory when it is dismissed, however far mkfifo has got', async () => {
  const directory = await tempDir();
  for (let pauseMs = 0; pauseMs < 6; pauseMs += 0.5) {
    const watchdog = watchdogForTest({ directory });
    const making = watchdog.makeFifos(500, () => undefined).catch(() => undefined);
    const until = performance.now() + pauseMs;
    // As at the exit of a process: nothing else runs meanwhile.
    while (performance.now() < until);
    watchdog.dismiss();
    expect(readdirSync(directory)).toEqual([]);
    await making;
  }
});

it('says when FIFOs cannot be made', async () => {
  const directory = await tempDir();
  const marking = chooseMarking();
  const watchdog = watchdogForTest({ directory, marking });
  await watchdog.makeFifos(1, () => undefined);
  // It makes none before they cannot be made.
  const [pid = 0] = processesNaming(String(marking.session));
  process.kill(pid, 'SIGSTOP');
  const making = watchdog.makeFifos(1, () => undefined);
  for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true });
  process.kill(pid, 'SIGCONT');
  await expect(making).rejects.toThrow('mkfifo failed');
});

it('tells when somebody has killed it', async () => {
  let deaths = 0;
  const marking = chooseMarking();
  const watchdog = watchdogForTest({ marking, onDeath: () => (deaths += 1) });
  await watchdog.makeFifos(1, () => undefined);
  for (const pid of processesNaming(String(marking.session))) process.kill(pid, 'SIGKILL');
  await expect.poll(() => watchdog.alive).toBe(false);
  expect(deaths).toBe(1);
  await expect(watchdog.makeFifos(1, () => undefined)).rejects.toThrow('watchdog');
});
