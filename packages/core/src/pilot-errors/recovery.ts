import type { PilotErrorDefinition } from './definition.ts';

/** What becomes of a job that an earlier pilot has left behind. */
export const recoveryErrors = {
  LOST_JOB_NOT_FINISHED: {
    code: 1153,
    phase: 'recovery',
    remedy: 'resubmit',
    blame: 'site',
    diagnosis: 'Lost job not finished',
    hint: 'See the pilot log',
  },
  LOST_JOB_LOG_REG: {
    code: 1154,
    phase: 'recovery',
    remedy: 'retry',
    classes: ['R'],
    blame: 'site',
    diagnosis: 'Lost job log reg',
    hint: 'See the pilot log',
  },
  LOST_JOB_FILE_TRANSFER: {
    code: 1155,
    phase: 'recovery',
    remedy: 'retry',
    classes: ['R'],
    blame: 'site',
    diagnosis: 'Lost job file transfer',
    hint: 'See the pilot log',
  },
  LOST_JOB_RECOVERY: {
    code: 1156,
    phase: 'recovery',
    remedy: 'resubmit',
    blame: 'site',
    diagnosis: 'Lost job recovery',
    hint: 'See the pilot log',
  },
  LOST_JOB_MAXED_OUT: {
    code: 1158,
    phase: 'recovery',
    remedy: 'resubmit',
    blame: 'site',
    diagnosis: 'Lost job maxed out',
    hint: 'See the pilot log',
  },
} as const satisfies Record<string, PilotErrorDefinition>;
