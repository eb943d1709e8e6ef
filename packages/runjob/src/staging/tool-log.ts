import { basename } from 'node:path';
import { type Logger, redact } from '@panda-pilot/core';
import { type CommandResult, describeEnding } from '@panda-pilot/timed-command';
import { plainText } from '../payload/payload-text.ts';

/** What a tool has said last tells most. */
const mostLines = 20;
const mostCharacters = 16 * 1024;
const longestLine = 500;

/**
 * Tells the log of a copy tool that has ended: its command line, how it ended, and, for those who look closely or where
 * it did not go well, what it said last. Secrets are redacted: the log is packed as it is.
 */
export function logTool(
  logger: Logger,
  [file, ...args]: readonly [string, ...string[]],
  result: Pick<CommandResult, 'ending' | 'durationMs' | 'stdout' | 'stderr'>,
): void {
  const { durationMs, ending } = result;
  const tool = basename(file);
  const isGood = ending.kind === 'exited' && ending.exitCode === 0;
  logger.info({ tool, how: describeEnding(ending), args: redact(args.join(' ')), durationMs }, 'ended');
  // Redacting costs more than all else here.
  if (isGood && logger.isLevelEnabled?.('debug') === false) return;
  for (const line of [result.stdout, result.stderr].flatMap(lastLines)) {
    if (isGood) logger.debug({ tool, line }, 'said');
    else logger.info({ tool, line }, 'said');
  }
}

/** Of progress that is written over itself every state is a line. */
function lastLines(output: string): readonly string[] {
  const lines = redact(plainText(output.slice(-mostCharacters))).split('\n');
  return lines
    .map((line) => line.trimEnd().slice(0, longestLine))
    .filter((line) => line !== '')
    .slice(-mostLines);
}
