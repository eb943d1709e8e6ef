export type { JobEvidence } from './evidence/evidence.ts';
export type { BoundedLog } from './evidence/bounded-log.ts';
export { readJobDirectory } from './evidence/read-directory.ts';
export { readTarball, readUnpackedLog } from './evidence/read-tarball.ts';
export type { Cause, Outcome } from './story/outcome.ts';
export { jobStory, type JobStory } from './story/job-story.ts';
export { renderJob, renderOverview } from './render.ts';
export type { OverviewEntry } from './page/overview-page.ts';
