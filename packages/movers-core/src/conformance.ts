import { describe } from 'vitest';
import { describeBounds } from './conformance/bounds.ts';
import { describeDamagedInputs, describeDamagedOutputs } from './conformance/damage.ts';
import { describeEngine } from './conformance/engine.ts';
import { describeExtremes, type Extremes } from './conformance/extremes.ts';
import type { MakeFixture } from './conformance/fixture.ts';
import { describeQuestions } from './conformance/questions.ts';
import { describeTransfers } from './conformance/transfers.ts';

export { namesUnlike } from './conformance/names.ts';
export type { Extremes } from './conformance/extremes.ts';
export type { MakeFixture, MoverFixture, MoverWeaknesses } from './conformance/fixture.ts';

/**
 * The tests that every mover passes: what it promises by the contract, and that no wrong byte gets past the engine with
 * it. Runs under vitest, in a test file of the mover's own: `describeMover('cp', makeFixture)`. `extremes`: what
 * machine and storage lend themselves to.
 */
export function describeMover(name: string, makeFixture: MakeFixture, extremes: Extremes = {}): void {
  describe(`mover ${name}`, () => {
    describeTransfers(makeFixture);
    describeQuestions(makeFixture);
    describeBounds(makeFixture);
    describeExtremes(makeFixture, extremes);
    describeEngine(makeFixture);
  });
}

/**
 * Of these the check that no damaged byte passes, in either direction, for a mover that is another by a second name, or of which a
 * sibling passes the whole suite.
 */
export function describeDamage(name: string, makeFixture: MakeFixture): void {
  describe(`damage on the way of mover ${name}`, () => {
    describeDamagedInputs(makeFixture);
    describeDamagedOutputs(makeFixture);
  });
}
