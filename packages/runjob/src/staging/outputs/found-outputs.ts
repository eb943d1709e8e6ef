import { readdir } from 'node:fs/promises';
import { type Job, type OutputFile, PilotError } from '@panda-pilot/core';
import type { JobRun } from '../../job-run.ts';
import { outputFiles, partNames, setUpName } from '../../payload/payload-parts.ts';
import { catalogName } from '../../payload/ready/input-catalog.ts';
import { replayScriptName } from '../../payload/ready/replay-script.ts';
import { secretsFile } from '../../secrets/secrets-file.ts';
import { type FoundOutput, mostFilesAnOutput, type ProducedNames, producedOutputs } from './produced-outputs.ts';

/** What the payload has made of the outputs of its job, each on its own: one that cannot be told fails the job, and stops no other. */
export async function findOutputs(run: JobRun): Promise<readonly FoundOutput[]> {
  const { assignment, directory, verdict } = run;
  const { job } = assignment;
  const produced: ProducedNames = { names: await namesIn(directory.work), taken: takenNames(job) };
  const found: FoundOutput[] = [];
  for (const output of job.outputs) {
    const files = await verdict.guard(() =>
      Promise.resolve(filesOf({ ...output, guid: guidOf(run, output) }, produced)),
    );
    found.push(...(files ?? []));
  }
  return found;
}

/** The GUID that was made for an output when the job was accepted. */
export function guidOf({ assignment }: JobRun, { lfn, guid = assignment.guids[lfn] }: OutputFile): string {
  if (guid === undefined) throw new Error(`no GUID was made for ${lfn}`);
  return guid;
}

function filesOf(output: FoundOutput, produced: ProducedNames): readonly FoundOutput[] {
  const files = producedOutputs(output, produced);
  if (files.length === 0 && !output.optional) {
    throw new PilotError('MISSING_OUTPUT_FILE', `no file matches ${output.lfn}`, { details: { lfn: output.lfn } });
  }
  if (files.length <= mostFilesAnOutput) return files;
  throw new PilotError(
    'BAD_OUTPUT_FILE_NAME',
    `${output.lfn} stands for ${files.length} files, at most ${mostFilesAnOutput} are stored`,
    {
      details: { lfn: output.lfn, files: files.length },
    },
  );
}

/** None of a work directory that the payload has taken away. */
async function namesIn(work: string): Promise<readonly string[]> {
  return readdir(work).catch(() => []);
}

/** What no pattern means: files that the job calls by name, and those that the pilot writes beside the payload's. */
function takenNames(job: Job): ReadonlySet<string> {
  const { inputs, outputs, log, fileLists } = job;
  return new Set([
    ...[...inputs, ...outputs, ...(log === undefined ? [] : [log])].map(({ lfn }) => lfn),
    ...fileLists.map(({ name }) => name),
    ...partNames(job).flatMap((name) => [...outputFiles('', { name }), setUpName({ name })]),
    replayScriptName,
    catalogName,
    'skipped.xml',
    'memory_monitor_output.txt',
    'memory_monitor_summary.json',
    'stack_traces.txt',
    secretsFile,
  ]);
}
