import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PilotError, type Queuedata, copytoolsFor, parseQueuedata } from '@panda-pilot/core';
import { assertCopytool } from '@panda-pilot/runjob';

/**
 * Reads the queue's configuration: the file that was named, else `queuedata.json` or `queuedata.dat` in `directory`. Rejects with
 * QUEUEDATA when there is none, with QUEUEDATA_NOT_OK and every mistake when it does not parse, with UNKNOWN_COPYTOOL when it names a
 * copytool that this pilot does not have: all before a job is asked for.
 */
export async function readQueuedata(
  queue: string,
  from: { readonly file?: string | undefined; readonly directory: string },
): Promise<{ readonly text: string; readonly queuedata: Queuedata }> {
  const text = await firstThatExists(
    from.file === undefined
      ? ['queuedata.json', 'queuedata.dat'].map((name) => join(from.directory, name))
      : [from.file],
  );
  const queuedata = parseQueuedata(text, { queueName: queue });
  for (const activity of ['pr', 'pw'] as const)
    for (const copytool of copytoolsFor(queuedata, activity)) assertCopytool(copytool);
  return { text, queuedata };
}

async function firstThatExists(paths: readonly string[]): Promise<string> {
  let cause: unknown;
  for (const path of paths) {
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      cause = error;
    }
  }
  throw new PilotError('QUEUEDATA', paths.join(', '), {
    cause,
    hint: 'Name the file with --queuedata, or start the pilot where queuedata.json lies.',
  });
}
