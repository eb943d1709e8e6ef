import { redact } from '@panda-pilot/core';
import type { Experiment, JobWanted } from '../../experiments/experiment.ts';

/** Whose environment it is. */
export interface EnvironmentWanted extends JobWanted {
  readonly experiment: Experiment;
  /** Variables of the pilot that the site lets payloads have, too. */
  readonly variables: readonly string[];
}

/**
 * The payload's whole environment, but for what is its place's. Pure. Of the pilot's own only what is on the list, then
 * what the queue and the experiment give, then what PanDA payloads expect. Nothing that names or holds a credential
 * gets in, whoever gives it.
 */
export function payloadEnvironment(wanted: EnvironmentWanted): Record<string, string> {
  const { env, experiment, job, queuedata, variables } = wanted;
  const { cores } = job.limits;
  const given = {
    ...only(env, (name) => mayInherit(name) || variables.includes(name)),
    ...queuedata.environment,
    ...experiment.environment(wanted),
    PandaID: String(job.pandaId),
    ...(job.taskId === undefined ? {} : { PanDA_TaskID: String(job.taskId) }),
    PanDA_AttemptNr: String(job.attemptNumber),
    PANDA_SITE_NAME: queuedata.name,
    // Athena would make one worker process of a job that is to have none.
    ...(cores > 1 ? { ATHENA_PROC_NUMBER: String(cores) } : {}),
    ATHENA_CORE_NUMBER: String(cores),
  };
  return only(given, (name, value) => !isCredential(name, value));
}

const inheritable = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'TZ',
  'LD_LIBRARY_PATH',
  'X509_CERT_DIR',
  'X509_VOMS_DIR',
]);

function mayInherit(name: string): boolean {
  return inheritable.has(name) || /^(LC_|VO_|CVMFS_|ATLAS_|OSG_|FRONTIER_|APPTAINER_|SINGULARITY_)/.test(name);
}

/** The payload's own credential is given to it by its place. */
function isCredential(name: string, value: string): boolean {
  return /^X509_USER_|^(?:BEARER_TOKEN|KRB5CCNAME|OIDC_AUTH_|PANDA_AUTH_)/.test(name) || isSecret(`${name}=${value}`);
}

/** Whether a text holds what logs must not. */
export function isSecret(text: string): boolean {
  const mask = '[redacted]';
  return redact(text).split(mask).length > text.split(mask).length;
}

function only(
  variables: Readonly<Record<string, string>>,
  wanted: (name: string, value: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([name, value]) => wanted(name, value)));
}
