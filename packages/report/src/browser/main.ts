/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { embeddedData } from './embedded-data.ts';
import { filterJobs } from './filter-jobs.ts';
import { showLog } from './show-log.ts';
import { drawPlots } from './draw-plots.ts';

/** What every page does once it stands: a job's page has data to show, the overview has rows to filter. */
const data = embeddedData();
if (data !== undefined) {
  showLog(data.log);
  drawPlots(data.resources);
}
filterJobs();
