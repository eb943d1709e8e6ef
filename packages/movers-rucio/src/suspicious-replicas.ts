import { MoverError } from '@panda-pilot/movers-core';
import { post, type RucioServer } from './rucio-server.ts';

/** Replicas that are not what the catalogue says. */
export interface Suspicion {
  readonly urls: readonly URL[];
  /** One sentence, for the people who look after the storages. */
  readonly reason: string;
}

/**
 * Declares replicas suspicious: Rucio decides what becomes of them. One question for each protocol, since Rucio takes
 * no two in one. Resolves with what it says of those that it does not know. Rejects as `post` does, and with `denied`,
 * `not-found` or `other` where it declares none.
 */
export async function declareSuspicious(
  server: RucioServer,
  { urls, reason }: Suspicion,
  { signal }: { readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const unknown: string[] = [];
  for (const protocol of new Set(urls.map((url) => url.protocol))) {
    const pfns = urls.filter((url) => url.protocol === protocol).map(({ href }) => href);
    const question = { path: '/replicas/suspicious', body: { pfns, reason }, accept: 'application/json', signal };
    const { status, text } = await post(server, question);
    if (status !== 201) {
      const kind = status === 404 ? 'not-found' : 'other';
      throw new MoverError(`Rucio answers ${status}`, { kind, file: pfns[0] ?? '', tail: text.slice(-1000) });
    }
    unknown.push(...wordsIn(text));
  }
  return unknown;
}

/** An object of lists of sentences, one for each storage; whatever else it may be is shown as it is. */
function wordsIn(text: string): readonly string[] {
  try {
    const answer: unknown = JSON.parse(text);
    const lists: unknown[] = typeof answer === 'object' && answer !== null ? Object.values(answer) : [];
    return lists.flat().map(String);
  } catch {
    return text.trim() === '' ? [] : [text.slice(0, 500)];
  }
}
