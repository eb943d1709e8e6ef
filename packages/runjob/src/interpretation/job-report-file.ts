import { z } from 'zod';
import { parseJson } from '../state/parse-json.ts';

/** What the payload's `jobReport.json` says of its end. */
export interface JobReportFile {
  /** The file's text: the server wants it as it is. */
  readonly text: string;
  readonly exitCode?: number;
  readonly exitAcronym?: string;
  readonly exitMessage?: string;
  /** The first message of the worst kind that the transformation found in its logs. */
  readonly worstMessage?: string;
  readonly events?: number;
}

const detailsSchema = z.record(z.string(), z.array(z.object({ message: z.string() })));

/** Each key is what transformations write; one that has another shape is as good as absent. */
const reportSchema = z.object({
  exitCode: z.number().int().optional().catch(undefined),
  exitAcronym: z.string().optional().catch(undefined),
  exitMsg: z.string().optional().catch(undefined),
  executor: z
    .array(z.object({ logfileReport: z.object({ details: detailsSchema }) }))
    .optional()
    .catch(undefined),
  resource: z
    .object({ transform: z.object({ processedEvents: z.number().int().nonnegative() }) })
    .optional()
    .catch(undefined),
});

const severities = ['FATAL', 'CRITICAL', 'ERROR'];

/** Reads the text of a `jobReport.json`; undefined when it is no JSON object. */
export function readJobReportFile(text: string): JobReportFile | undefined {
  const report = reportSchema.safeParse(parseJson(text)).data;
  if (report === undefined) return undefined;
  const { exitCode, exitAcronym, exitMsg, executor, resource } = report;
  const details = (executor ?? []).map(({ logfileReport }) => logfileReport.details);
  const worst = severities.flatMap((severity) => details.flatMap((found) => found[severity] ?? []))[0];
  const events = resource?.transform.processedEvents;
  return {
    text,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(exitAcronym === undefined ? {} : { exitAcronym }),
    ...(exitMsg === undefined ? {} : { exitMessage: exitMsg }),
    ...(worst === undefined ? {} : { worstMessage: worst.message }),
    ...(events === undefined ? {} : { events }),
  };
}
