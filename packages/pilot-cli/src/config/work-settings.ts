import { z } from 'zod';
import { type Setting, text, yesOrNo } from './setting.ts';

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
    help: 'where input files lie already, instead of the storage',
    schema: text.optional(),
  },
  outputDir: {
    flag: '--output-dir <dir>',
    group: 'work',
    env: 'PANDA_PILOT_OUTPUT_DIR',
    help: 'where output files are put, instead of the storage',
    schema: text.optional(),
  },
  slots: {
    flag: '--slots <n>',
    group: 'work',
    env: 'PANDA_PILOT_SLOTS',
    help: 'jobs that run at once; each has its share of memory and disk',
    schema: z.coerce.number().int().positive().max(1024).default(1),
  },
  keep: {
    flag: '--keep',
    group: 'work',
    env: 'PANDA_PILOT_KEEP',
    help: 'keep the work directories of jobs that are over',
    schema: yesOrNo.default(false),
  },
} as const satisfies Record<string, Setting<unknown>>;
