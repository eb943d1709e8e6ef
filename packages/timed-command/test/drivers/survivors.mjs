import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Every live process of this user, by pid: its command line. Zombies are gone; their parents, or PID 1, have only to say so. */
export function ownProcesses() {
  const found = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const status = readFileSync(`/proc/${name}/status`, 'latin1');
      if (Number(/^Uid:\t(\d+)/m.exec(status)[1]) !== process.getuid() || /^State:\t[ZX]/m.test(status)) continue;
      found.set(
        Number(name),
        readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ').trim() || /^Name:\t(.*)/m.exec(status)[1],
      );
    } catch {
      continue; // it has ended
    }
  }
  return found;
}

/** Zombies count against the process limit: waits until PID 1 has reaped those that an earlier test has left it, which takes it a second or two. */
export async function zombiesReaped() {
  const zombies = () =>
    readdirSync('/proc').filter((name) => {
      try {
        return (
          /^\d+$/.test(name) &&
          /^State:\tZ[^]*^Uid:\t(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'latin1'))?.[1] ===
            String(process.getuid())
        );
      } catch {
        return false; // it has been reaped
      }
    });
  for (let attempt = 0; attempt < 200 && zombies().length > 20; attempt += 1) await sleep(25);
}

/** Who is there `afterMs` from now, was not there before, and is neither this process nor its watchdog. */
export async function survivors(before, afterMs = 300) {
  await sleep(afterMs);
  return [...ownProcesses()]
    .filter(([pid, command]) => !before.has(pid) && pid !== process.pid && !command.includes('timed-command-watchdog'))
    .map(([pid, command]) => `${pid} ${command.slice(0, 100)}`);
}
