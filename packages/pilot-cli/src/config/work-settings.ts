import { z } from 'zod';
import { type Setting, text, yesOrNo } from './setting.ts';

const webAddress = z.string().refine((url) => /^https?:\/\//.test(url) && URL.canParse(url), 'is no http(s) URL');

/** Where and how jobs are run. */
export const workSettings = {
  workdir: {
    flag: '--workdir <dir>',
    group: 'work',
    env: 'PANDA_PILOT_WORKDIR',
    help: 'where jobs are run (default: where the pilot was started)',
    schema: text.optional(),
  },
  inputDir: {
    flag: '--input-dir <dir>',
    group: 'work',
    env: 'PANDA_PILOT_INPUT_DIR',
    help: 'where input files lie already, instead of the storage (for queues of mv: the start directory)',
    schema: text.optional(),
  },
  outputDir: {
    flag: '--output-dir <dir>',
    group: 'work',
    env: 'PANDA_PILOT_OUTPUT_DIR',
    help: 'where output files are put, instead of the storage (for queues of mv: the start directory)',
    schema: text.optional(),
  },
  rucioHost: {
    flag: '--rucio-host <url>',
    group: 'work',
    env: 'PANDA_PILOT_RUCIO_HOST',
    help: "the Rucio server that is asked where inputs are (default: the queue's)",
    schema: webAddress.optional(),
  },
  rucioAccount: {
    flag: '--rucio-account <name>',
    group: 'work',
    env: 'PANDA_PILOT_RUCIO_ACCOUNT',
    help: 'the account there, for proxies; tokens say it themselves',
    schema: text.optional(),
  },
  registration: {
    flag: '--registration <where>',
    group: 'work',
    env: 'PANDA_PILOT_REGISTRATION',
    help: 'who tells the catalogue of stored files: queue (as it says), server (PanDA), or the pilot, in rucio, lfc or lrc',
    schema: z.enum(['queue', 'server', 'rucio', 'lfc', 'lrc']).default('queue'),
  },
  traces: {
    flag: '--traces <url>',
    group: 'work',
    env: 'PANDA_PILOT_TRACES',
    help: 'the server that is sent a trace of every transfer (default: none is)',
    schema: webAddress.optional(),
  },
  slots: {
    flag: '--slots <n>',
    group: 'work',
    env: 'PANDA_PILOT_SLOTS',
    help: 'jobs that run at once; each has its share of memory and disk',
    schema: z.coerce.number().int().positive().max(1024).default(1),
  },
  hold: {
    flag: '--hold <true|false>',
    group: 'work',
    env: 'PANDA_PILOT_HOLD',
    help: 'leave a job whose files cannot be stored now to a later pilot (default: where the queue has a recoverdir, and retry is not False)',
    schema: yesOrNo.optional(),
  },
  keep: {
    flag: '--keep',
    group: 'work',
    env: 'PANDA_PILOT_KEEP',
    help: 'keep the work directories of jobs that are over',
    schema: yesOrNo.default(false),
  },
} as const satisfies Record<string, Setting<unknown>>;
