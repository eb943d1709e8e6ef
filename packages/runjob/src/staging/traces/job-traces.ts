import { hostname, networkInterfaces } from 'node:os';
import type { Logger } from '@panda-pilot/core';
import type { TransferEvent } from '@panda-pilot/movers-core';
import type { Assignment } from '../../state/assignment.ts';
import { tracesOf } from './trace-record.ts';
import { createTraceSender } from './trace-sender.ts';

/** The traces of one job. */
export interface JobTraces {
  /** Returns at once, and never throws. */
  note(event: TransferEvent): void;
  /** Waits half a second at most for what is still under way. */
  close(): Promise<void>;
}

/** How long the end of a job may wait for a trace server. */
const patienceMs = 500;

/** Makes them; without a place to send them to it does nothing. */
export function openTraces(
  { job, queuedata, settings }: Assignment,
  given: { readonly fetch: typeof globalThis.fetch; readonly logger: Logger },
): JobTraces {
  const { traceUrl } = settings;
  if (traceUrl === undefined || !URL.canParse(traceUrl))
    return { note: () => undefined, close: () => Promise.resolve() };
  const sender = createTraceSender({ ...given, url: new URL(traceUrl) });
  const source = {
    job,
    queue: queuedata.name,
    site: queuedata.site ?? queuedata.name,
    hostname: hostname(),
    ip: addressOf(networkInterfaces()),
  };
  return {
    note: (event) => {
      if (event.type === 'transfer-ended') sender.add(tracesOf(event, source, new Date()));
    },
    close: () => sender.close(patienceMs),
  };
}

/** The first address by which others may know this node. */
export function addressOf(interfaces: ReturnType<typeof networkInterfaces>): string {
  const addresses = Object.values(interfaces).flatMap((some) => some ?? []);
  return addresses.find(({ internal, address }) => !internal && !address.startsWith('fe80:'))?.address ?? '';
}
