import { describe, expect, it } from 'vitest';
import { createLeftOut } from '../../src/log/left-out.ts';

describe('what a log is without', () => {
  it('is told by reason, with the first names of each', () => {
    const leftOut = createLeftOut();
    expect(leftOut.text()).toBe('');
    for (let n = 0; n < 25; n += 1) leftOut.note('data', `f${n}`);
    leftOut.note('core dump', 'core');
    expect(leftOut.text()).toMatch(/^data \(25\): f0 f1 .* f19 \.\.\.\ncore dump \(1\): core\n$/);
  });
});
