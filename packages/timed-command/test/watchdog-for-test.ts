import { tmpdir } from 'node:os';
import { onTestFinished } from 'vitest';
import { chooseMarking } from '../src/processes/mark.ts';
import { startWatchdog, type Watchdog } from '../src/spawning/watchdog.ts';

/** A watchdog of this test's own, dismissed when the test ends. */
export function watchdogForTest({
  marking = chooseMarking(),
  onDeath = (): void => undefined,
  directory = tmpdir(),
} = {}): Watchdog {
  const watchdog = startWatchdog(marking, onDeath, directory);
  onTestFinished(() => watchdog.dismiss());
  return watchdog;
}
