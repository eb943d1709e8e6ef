import { describeEnding } from '@panda-pilot/timed-command';
import type { Queuedata } from '@panda-pilot/core';
import { type Check, fail, type Finding, ok } from '../check.ts';
import type { Patient } from '../patient.ts';
import { withQueuedata } from '../with-queuedata.ts';

/** The CVMFS repositories that the queue and the pilot's settings name. */
export const cvmfs: Check = {
  name: 'cvmfs',
  about: 'the CVMFS repositories that queue and settings name: mounted, and answering',
  needs: 'queue',
  look: (patient) =>
    withQueuedata(patient, async (queue) => {
      const repositories = repositoriesIn(queue, patient.settings.payloadReadable);
      if (!queue.hasCvmfs || repositories.length === 0) return [ok('the queue names no repository')];
      return await Promise.all(repositories.map((repository) => lookAt(repository, patient)));
    }),
};

/** Pure: whatever of the configuration is a path of CVMFS. */
export function repositoriesIn(queue: Queuedata, readable: readonly string[]): readonly string[] {
  const text = JSON.stringify([queue.raw, readable]);
  return [...new Set(text.match(/\/cvmfs\/[\w-]+(?:\.[\w-]+)+/g))];
}

/** In a process of its own: a repository that hangs keeps whoever asks it. */
async function lookAt(repository: string, { run }: Patient): Promise<Finding> {
  const { ending } = await run('ls', [repository]);
  if (ending.kind === 'exited' && ending.exitCode === 0) return ok(`${repository} is mounted`);
  const hangs = ending.kind === 'timed-out' || ending.kind === 'cancelled';
  const advice = `cvmfs_config probe ${repository.replace('/cvmfs/', '')} tells more; jobs of this queue need it`;
  return fail(`${repository} ${hangs ? 'hangs' : 'is not there'}${hangs ? '' : ` (ls ${describeEnding(ending)})`}`, {
    owner: 'site',
    advice,
  });
}
