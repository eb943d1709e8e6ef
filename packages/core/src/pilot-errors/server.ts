import type { PilotErrorDefinition } from './definition.ts';

/** What the server decides or fails to answer. */
export const serverErrors = {
  PANDA_KILL: {
    code: 1144,
    phase: 'server',
    remedy: 'give-up',
    blame: 'server',
    diagnosis: 'Server ordered the job to be killed',
    hint: "Nothing to do: the job's page on the monitor says who asked",
  },
  EXECUTED_CLONE_JOB: {
    code: 1234,
    phase: 'server',
    remedy: 'give-up',
    blame: 'server',
    diagnosis: 'Copy of this job ran elsewhere first',
    hint: 'Nothing to do: the other copy counts',
  },
  FAILED_BY_SERVER: {
    code: 1236,
    phase: 'server',
    remedy: 'give-up',
    blame: 'server',
    diagnosis: 'Server declared the job failed',
    hint: "For the server's operators: the job's page on the monitor says why; lost heartbeats are the usual reason",
  },
  COMMUNICATION_FAILURE: {
    code: 1318,
    phase: 'server',
    remedy: 'retry',
    shell: 79,
    blame: 'network',
    diagnosis: 'Server does not answer',
    hint: "For the network's operators: try the server's URL from this node with curl; check proxy, firewall and the server's status",
  },
  JSON_RETRIEVAL_TIMEOUT: {
    code: 1330,
    phase: 'server',
    remedy: 'retry',
    shell: 74,
    blame: 'network',
    diagnosis: 'Fetching JSON took longer than its limit',
    hint: "For the network's operators: try the URL of the pilot log from this node with curl",
  },
  JOB_ALREADY_RUNNING: {
    code: 1336,
    phase: 'server',
    remedy: 'give-up',
    blame: 'server',
    diagnosis: 'Job is running elsewhere',
    hint: "For the server's operators: the same job was given out twice; report both pilots' logs",
  },
  NO_JOBS_IN_PANDA: {
    code: 1385,
    phase: 'server',
    remedy: 'give-up',
    shell: 82,
    blame: 'server',
    diagnosis: 'Server has no job for this queue',
    hint: 'Nothing to do: work will come, unless the monitor shows jobs that wait for the queue',
  },
} as const satisfies Record<string, PilotErrorDefinition>;
