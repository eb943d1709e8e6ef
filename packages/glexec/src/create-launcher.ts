import type { Box } from './box/box.ts';
import { launchDirectly } from './start/direct-launch.ts';
import type { IdentitySwitch } from './identity/identity-switch.ts';
import type { Launcher } from './launcher.ts';
import { openOwnSandbox } from './sandbox/own-sandbox.ts';
import { probeLauncher } from './probe/probe.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import { launchSupervised, sleepUnlessStopped } from './start/supervised-launch.ts';
import { openSwitchedSandbox } from './sandbox/switched-sandbox.ts';

/** What a launcher is made of. Without either it starts payloads as the pilot itself: `none`. */
export interface LauncherParts {
  readonly identity?: IdentitySwitch;
  readonly box?: Box;
  /** Waits between attempts of an identity switch; real time when absent. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A launcher from an identity switch, a box, both or none of them. */
export function createLauncher({ identity, box, sleep = sleepUnlessStopped }: LauncherParts = {}): Launcher {
  const ownUid = process.geteuid?.() ?? 0;
  const opened = new Set<Sandbox>();
  const launcher: Launcher = {
    name: [identity?.name, box?.name].filter((name) => name !== undefined).join('+') || 'none',
    probe: (policy, place) => probeLauncher(launcher, policy, place),
    openSandbox: async (root) => {
      const sandbox = await (identity === undefined
        ? openOwnSandbox(root)
        : openSwitchedSandbox(root, { identity, ownUid, sleep }));
      const kept: Sandbox = { ...sandbox, remove: () => sandbox.remove().then(() => void opened.delete(kept)) };
      opened.add(kept);
      return kept;
    },
    launch: (payload, policy) =>
      identity === undefined
        ? launchDirectly(payload, policy, box)
        : launchSupervised(payload, policy, { identity, box, ownUid, sleep }),
    cleanup: async () => {
      const left = await Promise.all(
        [...opened].map((sandbox) =>
          sandbox.remove().then(
            () => [],
            () => [sandbox.root],
          ),
        ),
      );
      return left.flat();
    },
  };
  return launcher;
}
