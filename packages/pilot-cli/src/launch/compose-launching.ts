import type { Logger, Queuedata } from '@panda-pilot/core';
import type { PandaClient } from '@panda-pilot/panda-client';
import type { Settings } from '../config/settings.ts';
import { launchPlan } from './launch-plan.ts';
import type { Launching } from './launching.ts';
import { absolutePath, caDirectoryOf } from './own-proxy.ts';

/** Where payloads are to be started, and what is there already. */
interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly queuedata: Queuedata;
  readonly client: PandaClient;
  readonly logger: Logger;
  readonly site: string;
}

/** Undefined when nobody demands anything, and the pilot has no credential to keep: payloads are started plainly then. */
export async function composeLaunching(settings: Settings, around: Surroundings): Promise<Launching | undefined> {
  const { client, cwd, env, logger, queuedata, site } = around;
  const pilotProxy = absolutePath(settings.proxy ?? env['X509_USER_PROXY'], cwd);
  const others = [settings.tokenFile, settings.tokenKeyFile].map((path) => absolutePath(path, cwd));
  const plan = launchPlan(
    settings,
    queuedata,
    [...others, pilotProxy].filter((path) => path !== undefined),
  );
  if (plan === undefined) return undefined;
  const { createLaunching } = await import('./launching.ts');
  const places = {
    from: plan.proxyFrom,
    caDirectory: caDirectoryOf(absolutePath(settings.caDirectory, cwd), env),
    minSeconds: settings.payloadProxyMinutes * 60,
    ownerDigits: settings.ownerDigits,
    server: client,
    ...(settings.myproxy === undefined ? {} : { myproxy: settings.myproxy }),
    ...(pilotProxy === undefined ? {} : { pilotProxy }),
  };
  return createLaunching({ plan, places, env, site, logger, patienceMs: settings.serverPatience * 1000 });
}
