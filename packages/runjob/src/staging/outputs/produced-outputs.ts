import { createHash } from 'node:crypto';
import type { OutputFile } from '@panda-pilot/core';
import { namesMatching } from './name-pattern.ts';

/** An output as it is stored: by its own name, whatever the job calls it. */
export type FoundOutput = OutputFile & { readonly guid: string };

/** The names in a work directory, and which of them are nobody's output. */
export interface ProducedNames {
  readonly names: readonly string[];
  /** Inputs, outputs that the job calls by their names, the log, and what the pilot has put there. */
  readonly taken: ReadonlySet<string>;
}

/** Files for one output of a job: more than these are a mistake, not a result. */
export const mostFilesAnOutput = 1_000;

/**
 * What the payload has made of one output of its job: the file of that name; or, as the server understands it, its numbered parts
 * (`<name>._1`), beside it or in its place; or all files that the output's pattern matches. `guid` is the output's own: further files
 * have one that follows from it, the same whenever it is asked. Throws BAD_OUTPUT_FILE_NAME as `namesMatching`.
 */
export function producedOutputs(output: FoundOutput, { names, taken }: ProducedNames): readonly FoundOutput[] {
  const { pattern, ...file } = output;
  if (pattern !== undefined)
    return named(
      namesMatching(
        pattern,
        names.filter((name) => !taken.has(name)),
      ),
      file,
    );
  const prefix = `${file.lfn}._`;
  const parts = names.filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)));
  const further = named(
    parts.filter((name) => !taken.has(name)),
    file,
  );
  return names.includes(file.lfn) || further.length === 0 ? [file, ...further] : further;
}

function named(names: readonly string[], file: FoundOutput): readonly FoundOutput[] {
  return names.toSorted().map((lfn) => ({ ...file, lfn, guid: guidOf(lfn, file.guid) }));
}

/** A name-based UUID (RFC 9562, version 5) in the output's own. */
function guidOf(name: string, guid: string): string {
  const digest = createHash('sha1')
    .update(Buffer.from(guid.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.toString('hex', 0, 16).toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
