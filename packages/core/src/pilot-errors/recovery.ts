import type { PilotErrorDefinition } from './definition.ts';

/** What becomes of a job that an earlier pilot has left behind. */
export const recoveryErrors = {
  LOST_JOB_NOT_FINISHED: {
    code: 1153,
    phase: 'recovery',
    remedy: 'resubmit',
    blame: 'site',
    diagnosis: 'Left-behind job had never finished',
    hint: 'For the site: its pilot died in the middle of it; ask the batch system why',
  },
  LOST_JOB_LOG_REG: {
    code: 1154,
    phase: 'recovery',
    remedy: 'retry',
    classes: ['R'],
    blame: 'site',
    diagnosis: 'Log of a left-behind job could not be stored',
    hint: 'For the site: a later pilot tries again; check the storage',
  },
  LOST_JOB_FILE_TRANSFER: {
    code: 1155,
    phase: 'recovery',
    remedy: 'retry',
    classes: ['R'],
    blame: 'site',
    diagnosis: 'Outputs of a left-behind job could not be stored',
    hint: 'For the site: a later pilot tries again; check the storage',
  },
  LOST_JOB_RECOVERY: {
    code: 1156,
    phase: 'recovery',
    remedy: 'resubmit',
    blame: 'site',
    diagnosis: 'Left-behind job cannot be recovered',
    hint: 'For the site: its work directory is incomplete; ask why the node or the disk failed',
  },
  LOST_JOB_MAXED_OUT: {
    code: 1158,
    phase: 'recovery',
    remedy: 'resubmit',
    blame: 'site',
    diagnosis: 'Left-behind job was tried too often',
    hint: 'For the site: the storage refused its outputs every time; the last error is in the pilot log',
  },
} as const satisfies Record<string, PilotErrorDefinition>;
