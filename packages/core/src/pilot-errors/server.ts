import type { PilotErrorDefinition } from './definition.ts';

/** What the server decides or fails to answer. */
export const serverErrors = {
  PANDA_KILL: {
    code: 1144,
    phase: 'server',
    remedy: 'give-up',
    blame: 'server',
    diagnosis: 'Panda kill',
    hint: 'See the pilot log',
  },
  EXECUTED_CLONE_JOB: {
    code: 1234,
    phase: 'server',
    remedy: 'give-up',
    blame: 'server',
    diagnosis: 'Executed clone job',
    hint: 'See the pilot log',
  },
  FAILED_BY_SERVER: {
    code: 1236,
    phase: 'server',
    remedy: 'give-up',
    blame: 'server',
    diagnosis: 'Failed by server',
    hint: 'See the pilot log',
  },
  COMMUNICATION_FAILURE: {
    code: 1318,
    phase: 'server',
    remedy: 'retry',
    shell: 79,
    blame: 'network',
    diagnosis: 'Communication failure',
    hint: 'See the pilot log',
  },
  JSON_RETRIEVAL_TIMEOUT: {
    code: 1330,
    phase: 'server',
    remedy: 'retry',
    shell: 74,
    blame: 'network',
    diagnosis: 'Json retrieval timeout',
    hint: 'See the pilot log',
  },
  JOB_ALREADY_RUNNING: {
    code: 1336,
    phase: 'server',
    remedy: 'give-up',
    blame: 'server',
    diagnosis: 'Job already running',
    hint: 'See the pilot log',
  },
  NO_JOBS_IN_PANDA: {
    code: 1385,
    phase: 'server',
    remedy: 'give-up',
    shell: 82,
    blame: 'server',
    diagnosis: 'No jobs in panda',
    hint: 'See the pilot log',
  },
} as const satisfies Record<string, PilotErrorDefinition>;
