import { isPilotError, silentLogger } from '@panda-pilot/core';
import { printJson } from '../answers/print-json.ts';
import type { ProcessFacts } from '../compose.ts';
import { exitCodes } from '../exit-codes.ts';
import { type QueueCheck, checkQueue } from '../queue/check-queue.ts';
import { labelOf, queuedataPlan } from '../queue/compose-queue.ts';
import type { QueueSettings } from '../queue/queue-settings.ts';
import { type FoundQueuedata, findQueuedata } from '../queue/queuedata-source.ts';
import { renderTable } from '../render-table.ts';
import { writeLine } from '../streams.ts';

/** `panda-pilot queuedata show`: what a pilot reads of a queue. Rejects as `findQueuedata`; resolves with the exit code. */
export async function queuedataShow(
  settings: QueueSettings,
  { json }: { readonly json: boolean },
  facts: ProcessFacts,
): Promise<number> {
  const { queuedata, origin } = await find(settings, facts);
  const { raw, ...read } = queuedata;
  const label = labelOf(settings, queuedata) ?? 'managed (by the server)';
  if (json) {
    printJson(facts.streams, { type: 'queuedata', origin, label, queuedata: read, raw });
    return exitCodes.done;
  }
  const rows = Object.entries({ origin, label, ...read }).map(([field, value]) => [field, shown(value)]);
  facts.streams.stdout.write(
    renderTable([['field', 'value'], ...rows.filter(([, value]) => value !== '')], facts.streams.stdout.columns),
  );
  return exitCodes.done;
}

/** `panda-pilot queuedata check`: whether pilots can work with a queue's configuration. Resolves with the exit code. */
export async function queuedataCheck(
  settings: QueueSettings,
  { json }: { readonly json: boolean },
  facts: ProcessFacts,
): Promise<number> {
  const checks = await checksOf(settings, facts);
  const { streams } = facts;
  if (json) printJson(streams, { type: 'queuedata-check', queue: settings.queue, checks });
  else
    for (const { check, result, what, hint } of checks) {
      writeLine(streams.stdout, `${result.padEnd(4)}  ${check}: ${what}`);
      if (hint !== undefined) writeLine(streams.stdout, `      hint: ${hint}`);
    }
  return checks.some(({ result }) => result === 'fail') ? exitCodes.configuration : exitCodes.done;
}

async function checksOf(settings: QueueSettings, facts: ProcessFacts): Promise<readonly QueueCheck[]> {
  try {
    const found = await find(settings, facts);
    return [{ check: 'found', result: 'ok', what: found.origin }, ...(await checkQueue(found.queuedata))];
  } catch (error) {
    if (!isPilotError(error)) throw error;
    const { message, code, hint } = error;
    return [{ check: 'found', result: 'fail', what: `${message} (${code})`, hint }];
  }
}

function find(settings: QueueSettings, { cwd }: ProcessFacts): Promise<FoundQueuedata> {
  return findQueuedata(settings.queue, queuedataPlan(settings, { cwd, workdir: cwd, logger: silentLogger }));
}

/** '' for what says nothing. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  const text = JSON.stringify(value) ?? '';
  return text === '{}' || text === '[]' ? '' : text;
}
