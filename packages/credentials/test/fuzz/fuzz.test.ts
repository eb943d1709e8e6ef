import { describe, expect, it } from 'vitest';
import { byteChanges, characterChanges, type Mutation, prefixes, randomChanges, seeded } from './mutations.ts';
import { limitMs, tally } from './outcome.ts';
import { directoriesOf, makeSamples } from './samples.ts';

/** The tests do a share of what `fuzz.integration.test.ts` does in full: enough to notice most slips within seconds. */
const samples = makeSamples();
const random = seeded(Date.now());

describe('readProxy', () => {
  it.each([
    ['every prefix', prefixes, 60],
    ['every change of one byte', byteChanges, 60],
    ['every change of one character', characterChanges, 60],
  ])('ends with a proxy or a PilotError, soon, for a share of %s', async (_, mutations, share) => {
    const directories = await directoriesOf(samples);
    expect(samples.proxies).toHaveLength(20);
    for (const proxy of samples.proxies) {
      const { slow, wrong } = await tally(some(mutations(proxy), share), directories);
      expect({ slow, wrong, limitMs }).toEqual({ slow: [], wrong: [], limitMs });
    }
  });

  it('does so for random damage', async () => {
    const seed = Date.now();
    const { slow, wrong } = await tally(
      randomChanges(samples.proxies, seeded(seed)),
      await directoriesOf(samples),
      500,
    );
    expect({ seed, slow, wrong }).toEqual({ seed, slow: [], wrong: [] });
  });
});

/** About one of `share`. */
function* some(mutations: Iterable<Mutation>, share: number): Generator<Mutation> {
  for (const mutation of mutations) if (random() * share < 1) yield mutation;
}
