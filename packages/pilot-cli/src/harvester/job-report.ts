import { writeShared } from './shared-file.ts';

/**
 * The payload's `jobReport.json` as Harvester gets it: without the logs of its steps, which are long. Text that is no
 * JSON stays. Pure.
 */
export function shrinkJobReport(text: string): string {
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch {
    return text; // the payload's own words, whatever they are
  }
  if (!isRecord(report) || !Array.isArray(report['executor'])) return text;
  const executor = report['executor'].map((step: unknown) =>
    isRecord(step) && 'logfileReport' in step ? { ...step, logfileReport: {} } : step,
  );
  return JSON.stringify({ ...report, executor });
}

/** Puts the payload's report where Harvester finds it. */
export async function writeJobReport(path: string, text: string): Promise<void> {
  await writeShared(path, shrinkJobReport(text));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
