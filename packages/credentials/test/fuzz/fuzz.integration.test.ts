import { describe, expect, it } from 'vitest';
import { byteChanges, characterChanges, type Mutation, prefixes, randomChanges, seeded } from './mutations.ts';
import { type Tally, tally } from './outcome.ts';
import { directoriesOf, makeSamples } from './samples.ts';

/** Twenty proxies, damaged in every place. FUZZ_INPUTS sets how many random inputs follow, FUZZ_SEED which; bench/fuzz.mjs sets both. */
const inputs = Number(process.env['FUZZ_INPUTS'] ?? 3000);
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now());
const samples = makeSamples();

/** What the text is damaged by is for the most part what the bytes are damaged by. */
const characterShare = inputs < 100_000 ? 10 : 1;

function* someCharacterChanges(proxy: string): Generator<Mutation> {
  let number = seed;
  for (const mutation of characterChanges(proxy)) {
    number += 1;
    if (number % characterShare === 0) yield mutation;
  }
}

const good = (tally: Tally): Pick<Tally, 'slow' | 'wrong'> => ({ slow: tally.slow, wrong: tally.wrong });

describe('readProxy ends with a proxy or a PilotError within 50 ms', () => {
  it.each([
    ['every prefix', prefixes],
    ['every change of one byte', byteChanges],
    [`every change of one character, one in ${characterShare}`, someCharacterChanges],
  ])('for %s of twenty proxies', { timeout: 900_000 }, async (_, mutations) => {
    const directories = await directoriesOf(samples);
    expect(samples.proxies).toHaveLength(20);
    for (const [number, proxy] of samples.proxies.entries()) {
      const result = await tally(mutations(proxy), directories);
      expect({ number, ...good(result) }).toEqual({ number, slow: [], wrong: [] });
      expect(result.inputs).toBeGreaterThan(900 / characterShare);
    }
  });

  it(`for ${inputs} random inputs (seed ${seed})`, { timeout: 24 * 3_600_000 }, async () => {
    const directories = await directoriesOf(samples);
    const result = await tally(randomChanges(samples.proxies, seeded(seed)), directories, inputs);
    expect({ inputs: result.inputs, ...good(result) }).toEqual({ inputs, slow: [], wrong: [] });
  });
});
