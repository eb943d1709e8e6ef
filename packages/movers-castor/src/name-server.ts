import type { Checksum, ChecksumAlgorithm } from '@panda-pilot/core';
import { type CommandOutcome, isMoverError, printedChecksum } from '@panda-pilot/movers-core';

/** What the name servers of CASTOR and of DPM, which are of one family, keep. */
export const nameServerChecksums: readonly ChecksumAlgorithm[] = ['adler32'];

/**
 * The checksum that is kept of the file at `path`; undefined where there is none, or no program to ask for it: sizes
 * are compared then.
 */
export async function keptChecksum(
  path: string,
  ask: (tool: string, words: readonly string[]) => Promise<CommandOutcome>,
): Promise<Checksum | undefined> {
  const tool = path.startsWith('/dpm/') ? 'dpns-ls' : 'nsls';
  const answer = await ask(tool, ['-l', '--checksum', path]).catch((error: unknown) => {
    if (!isMoverError(error, 'tool-missing')) throw error;
  });
  return printedChecksum('adler32', /\sAD\s+([0-9a-f]+)\s/i.exec(answer?.stdout ?? '')?.[1]);
}
