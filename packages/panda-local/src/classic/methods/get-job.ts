import { jobOnTheWire } from '../../jobs/wire-job.ts';
import type { JobRequest } from '../../jobs/selection.ts';
import type { PythonDict, PythonValue } from '../../python/python-json.ts';
import { present, textIn } from '../given.ts';
import type { ClassicMethod } from '../method.ts';
import { intIfPossible, pythonFloat, pythonInt } from '../python-cast.ts';
import { noRole, statusCodes, withDialog } from '../response.ts';
import { isPilot, mayHaveProxyKey } from '../role.ts';

/** getJob: the job itself, or a list of jobs where `nJobs` was sent. */
export const getJob: ClassicMethod = (given, context) => {
  const { caller, dispatcher, pilotSecrets } = context;
  const asksForKey = given['getProxyKey'] === 'True';
  const isRobot = asksForKey ? mayHaveProxyKey(caller) : isPilot(caller);
  if (!isRobot && given['prodSourceLabel'] !== 'user') return withDialog(statusCodes.role, noRole, context.asJson);
  const owner = isRobot ? textIn(given, 'prodUserID') : (caller?.dn ?? '');
  const taker = { node: textIn(given, 'node'), schedulerId: textIn(given, 'schedulerID') };
  const jobs = dispatcher.acquire(jobRequest(given, owner), taker);
  if (jobs.length === 0) return withDialog(statusCodes.noJobs, 'no jobs in PanDA', context.asJson);
  const nSent = dispatcher.sentLately(textIn(given, 'siteName') ?? '');
  const keys = asksForKey ? { credname: '', myproxy: '' } : {};
  const answers = jobs.map((job) => ({ ...keys, ...jobOnTheWire(job, pilotSecrets), nSent }));
  const [first] = answers;
  if (given['nJobs'] === undefined && first !== undefined) return { ...first, StatusCode: statusCodes.success };
  return { StatusCode: statusCodes.success, jobs: context.asJson ? answers : JSON.stringify(answers) };
};

function jobRequest(given: PythonDict, owner: string | null): JobRequest {
  const count = present(given['nJobs'], intIfPossible) ?? 1;
  const seconds = given['remaining_time'];
  return {
    site_name: textIn(given, 'siteName') ?? '',
    timeout: present(given['timeout'], pythonInt) ?? 60,
    prod_source_label: textIn(given, 'prodSourceLabel'),
    n_jobs: count,
    memory: megabytes(given['mem']),
    disk_space: megabytes(given['diskSpace']),
    remaining_time: present(seconds, pythonFloat),
    prod_user_id: owner,
    task_id: present(given['taskID'], pythonInt) ?? null,
    resource_type: textIn(given, 'resourceType'),
    computing_element: textIn(given, 'computingElement'),
    background: given['background'] === 'True',
  };
}

/** What is no number counts as 0, which is no limit. */
function megabytes(value: PythonValue | undefined): number {
  try {
    return Math.max(0, Math.trunc(pythonFloat(value ?? null)));
  } catch {
    return 0; // as the server does
  }
}
