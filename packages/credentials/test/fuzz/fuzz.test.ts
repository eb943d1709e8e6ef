import { describe, expect, it } from 'vitest';
import { byteChanges, characterChanges, type Mutation, prefixes, randomChanges, seeded } from './mutations.ts';
import { limitMs, tally } from './outcome.ts';
import { directoriesOf, makeSamples } from './samples.ts';

/** The tests do a share of what `fuzz.integration.test.ts` does in full: enough to notice a coarse slip at once. */
const samples = makeSamples();
const seed = Date.now();
const random = seeded(seed);

describe('readProxy', () => {
  it.each([
    ['every prefix', prefixes, 100],
    ['every change of one byte', byteChanges, 100],
    ['every change of one character', characterChanges, 100],
  ])('ends with a proxy or a PilotError, soon, for a share of %s', async (_, mutations, share) => {
    const directories = await directoriesOf(samples);
    expect(samples.proxies).toHaveLength(20);
    const drawn = samples.proxies.filter((_proxy, index) => index % 5 === seed % 5);
    for (const proxy of drawn) {
      const { slow, wrong } = await tally(some(mutations(proxy), share), directories);
      expect({ seed, slow, wrong, limitMs }).toEqual({ seed, slow: [], wrong: [], limitMs });
    }
  });

  it('does so for random damage', async () => {
    const { slow, wrong } = await tally(randomChanges(samples.proxies, seeded(seed)), await directoriesOf(samples), 60);
    expect({ seed, slow, wrong }).toEqual({ seed, slow: [], wrong: [] });
  });
});

/** About one of `share`. */
function* some(mutations: Iterable<Mutation>, share: number): Generator<Mutation> {
  for (const mutation of mutations) if (random() * share < 1) yield mutation;
}
