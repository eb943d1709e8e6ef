/** One file as the pilot reports it. */
export interface ReportedFile {
  readonly lfn: string;
  readonly guid: string;
  /** Outputs and log have both; inputs need neither. */
  readonly sizeBytes?: number;
  /** `ad:<adler32>`, else `md5:<hex>`. */
  readonly checksum?: string;
  readonly surl?: string;
  readonly endpoint?: string;
}

/**
 * Reads a pilot's output report: a JSON object, one key a file. Undefined when it is no such object, or when a file lacks
 * its guid or, unless it is one of `inputs`, its size or checksum. `full_lfn` replaces the key; adler32 wins over md5.
 */
export function parseOutputReport(text: string, inputs: ReadonlySet<string>): ReportedFile[] | undefined {
  const report = jsonObject(text);
  if (report === undefined) return undefined;
  const files = Object.entries(report).map(([lfn, entry]) => reportedFile(lfn, entry, inputs));
  return files.every((file) => file !== undefined) ? files : undefined;
}

function reportedFile(key: string, entry: unknown, inputs: ReadonlySet<string>): ReportedFile | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const facts = new Map(Object.entries(entry));
  const lfn = textOf(facts.get('full_lfn')) ?? key;
  const guid = textOf(facts.get('guid'));
  const sizeBytes = sizeOf(facts.get('fsize'));
  const checksum = checksumOf(textOf(facts.get('adler32')), textOf(facts.get('md5sum')));
  if (guid === undefined) return undefined;
  if (!inputs.has(lfn) && (sizeBytes === undefined || checksum === undefined)) return undefined;
  const surl = textOf(facts.get('surl'));
  const endpoint = textOf(facts.get('endpoint'));
  return {
    lfn,
    guid,
    ...(sizeBytes !== undefined && { sizeBytes }),
    ...(checksum !== undefined && { checksum }),
    ...(surl !== undefined && { surl }),
    ...(endpoint !== undefined && { endpoint }),
  };
}

function checksumOf(adler32: string | undefined, md5: string | undefined): string | undefined {
  if (adler32 !== undefined) return `ad:${adler32}`;
  return md5 === undefined ? undefined : `md5:${md5}`;
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Math.trunc(value);
  return typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function jsonObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined; // not JSON: the adder's verdict says so
  }
}
