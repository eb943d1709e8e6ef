import { pageAssets } from './assets.ts';
import { htmlDocument } from './page/document.ts';
import { jobPage } from './page/job-page.ts';
import { type OverviewEntry, overviewPage } from './page/overview-page.ts';
import type { JobStory } from './story/job-story.ts';

/** The page of one job, as the text of one HTML file. `overview`: the address of the page over all jobs, if there is one. */
export function renderJob(story: JobStory, options: { readonly overview?: string } = {}): string {
  return htmlDocument(jobPage(story, options), pageAssets);
}

/** The page over many jobs, as the text of one HTML file; it links to theirs. */
export function renderOverview(entries: readonly OverviewEntry[]): string {
  return htmlDocument(overviewPage(entries), pageAssets);
}
