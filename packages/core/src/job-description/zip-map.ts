import type { ZipArchive } from '../job.ts';
import { quote } from '../quote.ts';
import type { Problems } from './problems.ts';

const opening = '<ZIP_MAP>';
const closing = '</ZIP_MAP>';

/** `parameters` without the markup that says which files go into which zip archive, and what stands in it. */
export function cutZipMap(
  parameters: string,
  problems: Problems,
): { readonly parameters: string; readonly zipMap?: string } {
  const start = parameters.indexOf(opening);
  if (start < 0) return { parameters };
  const end = parameters.indexOf(closing, start);
  if (end < 0) {
    problems.add('CONVERSION_FAILURE', 'jobPars', `${opening} without its end: ${quote(parameters.slice(start))}`);
    return { parameters };
  }
  const [before, after] = unquoted(parameters.slice(0, start), parameters.slice(end + closing.length));
  return { parameters: before + after, zipMap: parameters.slice(start + opening.length, end) };
}

/**
 * Reads `archive:content,content archive:content`. A content is the name of a file, or a pattern for whole names; archives
 * are outputs of the job.
 */
export function readZipMap(
  zipMap: string | undefined,
  outputs: readonly { readonly lfn: string }[],
  problems: Problems,
): readonly ZipArchive[] {
  const items = zipMap?.split(/\s+/).filter((item) => item !== '') ?? [];
  return items.map((item) => {
    const colon = item.indexOf(':');
    const lfn = item.slice(0, Math.max(colon, 0));
    const contents = item.slice(colon + 1).split(',');
    const fault = faultOf(lfn, contents, outputs);
    if (fault !== undefined) problems.add('CONVERSION_FAILURE', 'jobPars', `zip map ${fault}: ${quote(item)}`);
    return { lfn, contents };
  });
}

/** The form that `readZipMap` reads, with its markup; nothing for a job without archives. */
export function formatZipMap(archives: readonly ZipArchive[]): string {
  if (archives.length === 0) return '';
  return ` ${opening}${archives.map(({ lfn, contents }) => `${lfn}:${contents.join(',')}`).join(' ')}${closing}`;
}

/** What is wrong with `pattern` as a regular expression, if anything. */
export function faultOfPattern(pattern: string): string | undefined {
  try {
    void new RegExp(pattern);
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return error.message;
  }
}

function faultOf(
  lfn: string,
  contents: readonly string[],
  outputs: readonly { readonly lfn: string }[],
): string | undefined {
  if (!outputs.some((output) => output.lfn === lfn)) return 'names an archive that is no output of the job';
  if (contents.includes('')) return 'has an empty name';
  return contents.map(faultOfPattern).find((fault) => fault !== undefined);
}

/** The markup may stand in quotation marks, and a blank before it is its own. */
function unquoted(before: string, after: string): readonly [string, string] {
  const mark = /['"]$/.exec(before)?.[0];
  const bare =
    mark !== undefined && after.startsWith(mark)
      ? ([before.slice(0, -1), after.slice(1)] as const)
      : ([before, after] as const);
  return [bare[0].replace(/ $/, ''), bare[1]];
}
