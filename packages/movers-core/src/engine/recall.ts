import { reasonOf, redact } from '@panda-pilot/core';
import type { Mover } from '../contract/mover.ts';
import { firstChoice } from './first-choice.ts';
import type { StageInRequest } from './staging.ts';
import { ask, type TransferContext } from './transfer-context.ts';

/**
 * Has each storage recall by one request what lies nowhere but on its tapes, before the first of these files is waited for: a tape
 * library that hears of them one by one mounts the same tape again and again. Never rejects: what cannot be recalled so, its
 * transfer recalls.
 */
export async function recallTogether(
  requests: readonly StageInRequest[],
  copytools: readonly string[],
  context: TransferContext,
): Promise<void> {
  const wanted = requests.filter(({ onlyOnTape, onTape = 'wait' }) => onlyOnTape === true && onTape === 'wait');
  const recalls = new Map<string, Recall>();
  for (const { replicas } of wanted) {
    const [url] = replicas;
    const mover = url === undefined ? undefined : (await firstChoice(url, copytools, context.movers))?.mover;
    if (url === undefined || mover?.recall === undefined) continue;
    const key = JSON.stringify([mover.name, url.host]);
    recalls.set(key, { mover, urls: [...(recalls.get(key)?.urls ?? []), url] });
  }
  await Promise.all([...recalls.values()].map((one) => recallFrom(one, context)));
}

interface Recall {
  readonly mover: Mover;
  readonly urls: readonly URL[];
}

/** So many URLs fit into an argument list. */
const mostInOne = 500;

/** One file is recalled by its own transfer. */
async function recallFrom({ mover, urls }: Recall, context: TransferContext): Promise<void> {
  const [url] = urls;
  if (url === undefined || urls.length < 2) return;
  const facts = { copytool: mover.name, url: redact(url.href), files: urls.length };
  try {
    for (let from = 0; from < urls.length; from += mostInOne)
      await ask(context, { mover, url }, async (options) =>
        mover.recall?.(urls.slice(from, from + mostInOne), options),
      );
    context.logger.info(facts, 'files are being recalled from tape');
  } catch (error) {
    if (context.signal.aborted) return;
    context.logger.warn({ ...facts, reason: redact(reasonOf(error)) }, 'files could not be recalled together');
  }
}
