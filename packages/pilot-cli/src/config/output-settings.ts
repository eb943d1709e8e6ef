import { z } from 'zod';
import type { Setting } from './setting.ts';

/** What the pilot says and how it ends. */
export const outputSettings = {
  exitCodes: {
    flag: '--exit-codes <own|pilot3>',
    env: 'PANDA_PILOT_EXIT_CODES',
    help: 'which numbers the process ends with: those below, or those that wrappers of pilot 3 know (64 to 83)',
    schema: z.enum(['own', 'pilot3']).default('own'),
  },
  logLevel: {
    flag: '--log-level <level>',
    env: 'PANDA_PILOT_LOG_LEVEL',
    help: 'debug, info, warn or error',
    schema: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  },
} as const satisfies Record<string, Setting<unknown>>;
