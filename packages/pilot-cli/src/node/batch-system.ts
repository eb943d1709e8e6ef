/** Variables of a process, as they are given to pure functions. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The job of the batch system in which the pilot runs. */
export interface BatchJob {
  /** In the words that older pilots report. */
  readonly system: string;
  readonly id: string;
}

/** Which variable betrays which batch system; the first that is set counts. */
const table: readonly (readonly [variable: string, system: string])[] = [
  ['QSUB_REQNAME', 'BQS'],
  ['BQSCLUSTER', 'BQS'],
  ['PBS_JOBID', 'Torque'],
  ['LSB_JOBID', 'LSF'],
  ['JOB_ID', 'Grid Engine'],
  ['clusterid', 'Condor'],
  ['_CONDOR_JOB_AD', 'Condor'],
  ['SLURM_JOB_ID', 'SLURM'],
  ['K8S_JOB_ID', 'Kubernetes'],
];

/**
 * The batch job that `env` tells of, or undefined outside of a batch system. Condor tells only where its job's
 * description lies: `read` gives the text of a file, or undefined.
 */
export function findBatchJob(env: Environment, read: (path: string) => string | undefined): BatchJob | undefined {
  for (const [variable, system] of table) {
    const value = env[variable];
    if (value === undefined || value === '') continue;
    const id = variable === '_CONDOR_JOB_AD' ? globalJobId(read(value) ?? '') : value;
    if (id !== undefined) return { system, id: id.trim() };
  }
  return undefined;
}

/** `GlobalJobId = "schedd#4711.0#1700000000"` of a job description. */
function globalJobId(jobAd: string): string | undefined {
  return /^GlobalJobId\s*=\s*"([^"]+)"/m.exec(jobAd)?.[1];
}

/** `slot@host` on Condor, else the host; PANDA_HOSTNAME goes before what the node calls itself. */
export function nodeName(env: Environment, hostname: string): string {
  const host = filled(env['PANDA_HOSTNAME']) ?? hostname;
  const slot = filled(env['_CONDOR_SLOT']);
  return slot === undefined ? host : `${slot}@${host}`;
}

/** What the server shows as the pilot's identity: factory's tag, batch system where there is one, version tag, version. */
export function pilotId(
  env: Environment,
  about: { readonly batch?: BatchJob | undefined; readonly versionTag: string; readonly version: string },
): string {
  const { batch, versionTag, version } = about;
  return [filled(env['GTAG']) ?? 'unknown', ...(batch === undefined ? [] : [batch.system]), versionTag, version].join(
    '|',
  );
}

/** Who scheduled this pilot, as PANDA_JSID tells. */
export function schedulerId(env: Environment): string {
  return filled(env['PANDA_JSID']) ?? 'unknown';
}

function filled(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
