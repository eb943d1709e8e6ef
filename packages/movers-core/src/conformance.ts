import { describe } from 'vitest';
import { describeBounds } from './conformance/bounds.ts';
import { describeEngine } from './conformance/engine.ts';
import type { MakeFixture } from './conformance/fixture.ts';
import { describeQuestions } from './conformance/questions.ts';
import { describeTransfers } from './conformance/transfers.ts';

export type { MakeFixture, MoverFixture, MoverWeaknesses } from './conformance/fixture.ts';

/**
 * The tests that every mover passes: what it promises by the contract, and that no wrong byte gets past the engine with it.
 * Runs under vitest, in a test file of the mover's own: `describeMover('cp', makeFixture)`.
 */
export function describeMover(name: string, makeFixture: MakeFixture): void {
  describe(`mover ${name}`, () => {
    describeTransfers(makeFixture);
    describeQuestions(makeFixture);
    describeBounds(makeFixture);
    describeEngine(makeFixture);
  });
}
