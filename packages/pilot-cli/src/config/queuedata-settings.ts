import { z } from 'zod';
import { type Setting, seconds, text } from './setting.ts';

const sources = z
  .string()
  .transform((names) => names.split(',').map((name) => name.trim().toLowerCase()))
  .pipe(z.array(z.enum(['local', 'panda', 'cric', 'cvmfs'])));

/** Where the queue's configuration comes from. */
export const queuedataSettings = {
  queuedata: {
    flag: '--queuedata <file>',
    group: 'server',
    env: 'PANDA_PILOT_QUEUEDATA',
    help: "file with the queue's configuration (default: what the queuedata sources have)",
    schema: text.optional(),
  },
  queuedataSources: {
    flag: '--queuedata-sources <names>',
    group: 'server',
    env: 'PANDA_PILOT_QUEUEDATA_SOURCES',
    help: "where the queue's configuration is looked for, in this order: local (queuedata.json or queuedata.dat where the pilot was started), panda, cric, cvmfs",
    schema: sources.default(['local', 'panda']),
  },
  queuedataUrl: {
    flag: '--queuedata-url <url>',
    group: 'server',
    env: 'PANDA_PILOT_QUEUEDATA_URL',
    help: "the PanDA server's cache, {queue} for the name (default: port 25085 of the server)",
    schema: text.optional(),
  },
  cricUrl: {
    flag: '--cric-url <url>',
    group: 'server',
    env: 'PANDA_PILOT_CRIC_URL',
    help: 'the queue in CRIC, {queue} for the name; one queue, or a map of all',
    schema: text.default('https://atlas-cric.cern.ch/cache/schedconfig/{queue}.json'),
  },
  queuedataCvmfs: {
    flag: '--queuedata-cvmfs <file>',
    group: 'server',
    env: 'PANDA_PILOT_QUEUEDATA_CVMFS',
    help: 'the file of all queues in CVMFS',
    schema: text.default('/cvmfs/atlas.cern.ch/repo/sw/local/etc/cric_pandaqueues.json'),
  },
  queuedataValidity: {
    flag: '--queuedata-validity <seconds>',
    group: 'server',
    env: 'PANDA_PILOT_QUEUEDATA_VALIDITY',
    help: 'for how long a fetched configuration is used again by pilots below the same work directory (0: never)',
    schema: seconds.default(10_800),
  },
} as const satisfies Record<string, Setting<unknown>>;
