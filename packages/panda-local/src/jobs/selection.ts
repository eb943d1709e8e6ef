import type { WireJob } from '@panda-pilot/core';
import type { JobRecord } from './job-record.ts';

/** What a pilot asks for, in the words of `acquire_jobs`. */
export interface JobRequest {
  readonly site_name: string;
  /** s; ten and less leave no time to look. */
  readonly timeout: number;
  readonly prod_source_label: string | null;
  readonly n_jobs: number;
  /** MB. */
  readonly memory: number | null;
  readonly disk_space: number | null;
  /** s; not type-checked by the server. */
  readonly remaining_time: unknown;
  readonly prod_user_id: string | null;
  readonly task_id: number | null;
  readonly resource_type: string | null;
  readonly computing_element: string | null;
  readonly background: boolean | null;
}

/** The jobs that a pilot gets, best first: highest priority, then lowest PandaID. */
export function selectJobs(jobs: Iterable<JobRecord>, request: JobRequest, queueStatus?: string): JobRecord[] {
  if (request.timeout <= 10) return [];
  const accepts = labelFilter(request, queueStatus);
  return [...jobs]
    .filter((job) => job.status === 'activated' && job.queue === request.site_name)
    .filter(({ description }) => accepts(description) && fits(description, request) && matches(description, request))
    .sort(
      (a, b) =>
        number(b.description, 'currentPriority') - number(a.description, 'currentPriority') || a.pandaId - b.pandaId,
    )
    .slice(0, Math.max(0, request.n_jobs));
}

const analysisLabels = ['user', 'panda', 'install'];
const productionLabels = ['managed', 'test', 'prod_test', 'install'];

function labelFilter(request: JobRequest, queueStatus?: string): (job: WireJob) => boolean {
  const labels = labelsFor(request, queueStatus);
  const gangarobot = labels === testLabels;
  return (job) =>
    labels.some((label) => label === job['prodSourceLabel']) || (gangarobot && job['processingType'] === 'gangarobot');
}

const testLabels = ['prod_test', 'install', 'test'];

/** A queue in status `test` turns the everyday labels into `test`. */
function labelsFor(
  { prod_source_label: asked, computing_element }: JobRequest,
  queueStatus?: string,
): readonly string[] {
  const everyday = asked === 'user' || asked === 'managed' || asked === 'unified';
  const label = queueStatus === 'test' && everyday ? 'test' : asked;
  if (label === 'user') return analysisLabels;
  if (label === null || label === 'managed') return productionLabels;
  if (label === 'unified') return [...analysisLabels, ...productionLabels];
  if (label === 'test' && computing_element !== null) return testLabels;
  return [label];
}

/** A limit of zero, on either side, is no limit. */
function fits(job: WireJob, request: JobRequest): boolean {
  const within = (key: string, limit: unknown): boolean =>
    typeof limit !== 'number' || limit <= 0 || job[key] === 'NULL' || number(job, key) <= limit;
  return (
    within('minRamCount', request.memory) &&
    within('maxDiskCount', request.disk_space) &&
    within('maxWalltime', request.remaining_time)
  );
}

function matches(job: WireJob, request: JobRequest): boolean {
  return (
    (request.resource_type === null || job['resource_type'] === request.resource_type) &&
    (request.task_id === null || number(job, 'taskID') === request.task_id) &&
    (request.prod_user_id === null || job['prodUserID'] === request.prod_user_id) &&
    (request.background !== true || number(job, 'jobExecutionID') === 1)
  );
}

function number(job: WireJob, key: string): number {
  const value = Number(job[key] ?? 0);
  return Number.isNaN(value) ? 0 : value;
}
