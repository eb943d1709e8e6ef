import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PilotError } from '@panda-pilot/core';
import type { RunJobDeps } from '../job-run.ts';
import type { LaunchOrder } from '../state/launch-order.ts';
import type { PayloadLauncher, PayloadSandbox } from './payload-launcher.ts';
import type { PayloadPlace } from './payload-place.ts';

/** What a place that was ordered is made of. */
export interface OrderedPlaceDeps extends Pick<
  RunJobDeps,
  'assignment' | 'directory' | 'logger' | 'openLauncher' | 'stop'
> {
  readonly order: LaunchOrder;
}

/** The place that the agent has ordered, in a sandbox of the launcher's. There is no way from it to any other. */
export function orderedPlace(deps: OrderedPlaceDeps): PayloadPlace {
  const { assignment, directory, order, stop } = deps;
  let opened: Promise<Opened> | undefined;
  const open = (): Promise<Opened> => (opened ??= openSandbox(deps));
  let ready: Opened | undefined;
  return {
    prepare: async () => {
      ready = await open();
      await handOver(deps, ready);
      await placeCredential(order, ready.sandbox);
    },
    handOver: () => handOver(deps, ready),
    environment: () => environmentOf(order, ready),
    start: async ({ inImage, ...step }) => {
      if (ready === undefined) throw new TypeError('the place is not ready');
      const { launcher, sandbox } = inImage ? ready : (ready.around ?? ready);
      await launcher.inspect({ ...step, sandbox });
      const { graceMs } = assignment.settings;
      return launcher.launch({ ...step, sandbox, signal: stop.signal, graceMs, usage: 'counted' });
    },
    collect: async (lfn) => {
      if (!order.otherAccount) return join(directory.work, lfn);
      const destination = join(directory.outputs, lfn);
      await mkdir(directory.outputs, { recursive: true, mode: 0o700 });
      await rm(destination, { force: true });
      await (await open()).sandbox.bringOut(join('work', lfn), destination);
      return destination;
    },
    disclose: async () => {
      try {
        await (await open()).sandbox.disclose();
      } catch (error) {
        deps.logger.warn({ err: error }, 'what the payload has locked away is not in the log');
      }
    },
    examine: async (command, bounds) => (await open()).sandbox.examine(command, bounds),
    renewCredential: async () => (ready === undefined ? undefined : placeCredential(order, ready.sandbox)),
    close: async () => {
      // Our own account's goes with the directory of the job.
      if (order.otherAccount && opened !== undefined) await (await opened).sandbox.remove();
    },
  };
}

interface Opened {
  readonly launcher: PayloadLauncher;
  readonly sandbox: PayloadSandbox;
  /** The same directories, on the node itself. */
  readonly around?: Omit<Opened, 'around'>;
}

async function openSandbox({ directory, logger, openLauncher, order }: OrderedPlaceDeps): Promise<Opened> {
  if (openLauncher === undefined) {
    throw new PilotError(
      'GLEXEC_FAILED',
      `this runjob has no launchers, and the payload is to be started by ${order.launcher}`,
      {
        hint: 'For the site: run the job with panda-pilot run-job',
      },
    );
  }
  // The other account must get through to its sandbox; everything else in there keeps its own modes.
  if (order.otherAccount) await chmod(directory.root, 0o711);
  const open = async (wanted: LaunchOrder): Promise<Opened> => {
    const launcher = await openLauncher(wanted, { directory, logger });
    return { launcher, sandbox: await launcher.openSandbox(directory.sandbox) };
  };
  const { around, image: _image, options: _options, program: _program, ...rest } = order;
  const opened = await open(order);
  return around === undefined ? opened : { ...opened, around: await open({ ...rest, ...around }) };
}

/** What lies in the staging directory becomes the payload's, file by file; what an earlier runjob has handed over is there already. */
async function handOver({ directory: { staging }, order }: OrderedPlaceDeps, ready: Opened | undefined): Promise<void> {
  if (ready === undefined) throw new TypeError('the place is not ready');
  if (!order.otherAccount) return;
  const { sandbox } = ready;
  const there = new Set(await readdir(sandbox.work));
  for (const name of await readdir(staging)) {
    if (!there.has(name)) await sandbox.bringIn(join(staging, name), join('work', name));
    await rm(join(staging, name), { recursive: true });
  }
}

async function placeCredential({ payloadProxy }: LaunchOrder, sandbox: PayloadSandbox): Promise<void> {
  if (payloadProxy !== undefined) await sandbox.placeCredential(payloadProxy);
}

/** The payload's own home and directories, and its own credential or none. */
function environmentOf({ payloadProxy }: LaunchOrder, ready: Opened | undefined): Record<string, string> {
  if (ready === undefined) throw new TypeError('the place is not ready');
  const { temporary, home, credential } = ready.sandbox;
  return { TMPDIR: temporary, HOME: home, ...(payloadProxy === undefined ? {} : { X509_USER_PROXY: credential }) };
}
