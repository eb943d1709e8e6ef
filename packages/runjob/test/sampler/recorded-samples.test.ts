import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { readSamples } from '../../src/sampler/recorded-samples.ts';
import { allOf } from '../readable-log/all-of.ts';
import { aSample } from './a-sample.ts';

describe('readSamples', () => {
  it('reads the samples and leaves out what is none', async () => {
    const written = { at: '2026-11-22T12:00:00.000Z', ...aSample({}), wallSeconds: 2, workDirBytes: 5 };
    const root = await tree({ 'samples.jsonl': `${JSON.stringify(written)}\nx\n{"at":"2026"}\n` });
    expect(await allOf(readSamples(join(root, 'samples.jsonl')))).toMatchObject([
      { at: Date.UTC(2026, 10, 22, 12), wallSeconds: 2, workDirBytes: 5 },
    ]);
  });
});
