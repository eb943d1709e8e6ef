import { onTestFinished } from 'vitest';
import { chooseMarking } from '../src/processes/mark.ts';
import { startWatchdog, type Watchdog } from '../src/spawning/watchdog.ts';

/** A watchdog of this test's own, dismissed when the test ends. */
export function watchdogForTest(onDeath: () => void = () => undefined): Watchdog {
  const watchdog = startWatchdog(chooseMarking(), onDeath);
  onTestFinished(() => watchdog.dismiss());
  return watchdog;
}
