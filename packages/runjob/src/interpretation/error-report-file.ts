import { z } from 'zod';

/** What a payload says of its failure in `payload_error_report.json`. */
export interface ErrorReportFile {
  readonly code: number;
  readonly diagnosis: string;
}

const schema = z.object({ error_code: z.coerce.number().int(), error_diag: z.string().default('') });

/** Reads the text of a `payload_error_report.json`; undefined when it tells of no error, or is not what it should be. */
export function readErrorReportFile(text: string): ErrorReportFile | undefined {
  try {
    const report = schema.parse(JSON.parse(text));
    return report.error_code === 0 ? undefined : { code: report.error_code, diagnosis: report.error_diag.trim() };
  } catch {
    return undefined; // a report that cannot be read fails nobody
  }
}
