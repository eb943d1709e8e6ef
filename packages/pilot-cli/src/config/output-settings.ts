import { z } from 'zod';
import type { Setting } from './setting.ts';

/** What the pilot says and how it ends. */
export const outputSettings = {
  exitCodes: {
    flag: '--exit-codes <own|pilot3>',
    env: 'PANDA_PILOT_EXIT_CODES',
    help: 'which numbers the process ends with: its own, which --help has, or those that wrappers of pilot 3 know (64 to 83)',
    schema: z.enum(['own', 'pilot3']).default('own'),
  },
  logLevel: {
    flag: '--log-level <debug|info|warn|error>',
    env: 'PANDA_PILOT_LOG_LEVEL',
    help: "the least that is written to the pilot's log",
    schema: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  },
} as const satisfies Record<string, Setting<unknown>>;
