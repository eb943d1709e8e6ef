import { resolve } from 'node:path';
import type { Logger, Queuedata } from '@panda-pilot/core';
import { jobLabel } from './job-label.ts';
import { type QueuedataPlan, readQueuedata } from './queuedata-source.ts';
import type { PlaceSettings, QueueSettings } from './queue-settings.ts';

/** The queue that a pilot works for. */
export interface Queue {
  readonly queuedata: Queuedata;
  /** As it was read, for runjob. */
  readonly queuedataText: string;
  /** Which jobs are asked for; absent: the server's own choice. */
  readonly label?: string;
}

/** Finds the queue's configuration by the settings. Rejects as `readQueuedata` does. */
export async function findQueue(
  settings: QueueSettings,
  where: { readonly cwd: string; readonly workdir: string; readonly logger: Logger; readonly rounds?: number },
): Promise<Queue> {
  const { queuedata, text, origin } = await readQueuedata(settings.queue, queuedataPlan(settings, where));
  const label = labelOf(settings, queuedata);
  where.logger.info({ origin, status: queuedata.status, label }, 'queuedata read');
  const { name, resource } = queuedata;
  if (![name, resource].includes(settings.queue))
    where.logger.warn({ origin, asked: settings.queue, name, resource }, 'the configuration is that of another queue');
  return { queuedata, queuedataText: text, ...(label === undefined ? {} : { label }) };
}

/** Where to look for the queue's configuration, by the settings. */
export function queuedataPlan(
  settings: PlaceSettings,
  { cwd, workdir, logger, rounds }: Parameters<typeof findQueue>[1],
): QueuedataPlan {
  const { hostname } = new URL(settings.url);
  return {
    file: settings.queuedata === undefined ? undefined : resolve(cwd, settings.queuedata),
    directory: cwd,
    sources: settings.queuedataSources,
    pandaUrl: settings.queuedataUrl ?? `http://${hostname}:25085/cache/schedconfig/{queue}.all.json`,
    cricUrl: settings.cricUrl,
    cvmfsFile: settings.queuedataCvmfs,
    cache: { directory: workdir, validitySeconds: settings.queuedataValidity },
    timeoutMs: Math.min(settings.serverTimeout, 30) * 1000,
    logger,
    ...(rounds === undefined ? {} : { rounds }),
  };
}

/** Which jobs are asked for. */
export function labelOf({ label, labelRules, versionTag }: QueueSettings, queuedata: Queuedata): string | undefined {
  return jobLabel({ label, versionTag, queueStatus: queuedata.status, site: queuedata.resource }, labelRules);
}
