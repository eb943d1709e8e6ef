import type { Queuedata } from '@panda-pilot/core';
import type { Assignment } from '../state/assignment.ts';

/** The side of the site that a job's files are on. */
export interface JobSite {
  readonly queuedata: Queuedata;
  /** Production and analysis have paths of their own. */
  readonly production: boolean;
  readonly inputDirectory?: string;
  readonly outputDirectory?: string;
}

export function siteOf({ job, queuedata, settings }: Assignment): JobSite {
  const { inputDirectory, outputDirectory } = settings;
  return {
    queuedata,
    production: !job.isAnalysis,
    ...(inputDirectory === undefined ? {} : { inputDirectory }),
    ...(outputDirectory === undefined ? {} : { outputDirectory }),
  };
}
