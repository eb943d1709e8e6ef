import { z } from 'zod';
import { type Setting, seconds } from './setting.ts';

/** How long, how often. */
export const timeSettings = {
  maxJobs: {
    flag: '--max-jobs <n>',
    group: 'time',
    env: 'PANDA_PILOT_MAX_JOBS',
    help: 'jobs after which the pilot leaves (default: as many as the timefloor allows)',
    schema: z.coerce.number().int().positive().optional(),
  },
  timefloor: {
    flag: '--timefloor <minutes>',
    group: 'time',
    env: 'PANDA_PILOT_TIMEFLOOR',
    help: 'for how long the pilot asks for further jobs (default: what queuedata says; 0: one job)',
    schema: z.coerce.number().nonnegative().max(1440).optional(),
  },
  lifetime: {
    flag: '--lifetime <seconds>',
    group: 'time',
    env: 'PANDA_PILOT_LIFETIME',
    help: "how long the batch slot lasts (default: the queue's maxtime; 0: no end); jobs are stopped in time to store their logs",
    schema: seconds.optional(),
  },
  maxFailedJobs: {
    flag: '--max-failed-jobs <n>',
    group: 'time',
    env: 'PANDA_PILOT_MAX_FAILED_JOBS',
    help: 'failed jobs after which no further one is asked for',
    schema: z.coerce.number().int().positive().default(3),
  },
  orderPoll: {
    flag: '--order-poll <seconds>',
    group: 'time',
    env: 'PANDA_PILOT_ORDER_POLL',
    help: "how often the server is asked, in the shortest of ways, for orders about a running job, a kill among them (0: at full updates only, for servers that can't bear more)",
    schema: seconds.default(50),
  },
  debugHeartbeat: {
    flag: '--debug-heartbeat <seconds>',
    group: 'time',
    env: 'PANDA_PILOT_DEBUG_HEARTBEAT',
    help: 'between two updates of a job in debug mode, which bring the last lines of its output',
    schema: seconds.default(60),
  },
  grace: {
    flag: '--grace <seconds>',
    group: 'time',
    env: 'PANDA_PILOT_GRACE',
    help: 'between SIGTERM and SIGKILL of a payload',
    schema: seconds.default(10),
  },
  heartbeat: {
    flag: '--heartbeat <seconds>',
    group: 'time',
    env: 'PANDA_PILOT_HEARTBEAT',
    help: 'between two full updates of a running job',
    schema: seconds.default(1800),
  },
} as const satisfies Record<string, Setting<unknown>>;
