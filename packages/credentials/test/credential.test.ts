import { describe, expect, it } from 'vitest';
import { fixedCredential, noCredential } from '../src/index.ts';

describe('fixedCredential', () => {
  it('always gives the same', async () => {
    await expect(fixedCredential(noCredential).current()).resolves.toBe(noCredential);
  });
});
