import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import loadWabt from 'wabt';
import { adler32Machine, translatedProgram } from '../../../src/local/adler32/machine.ts';

const source = join(import.meta.dirname, '../../../src/local/adler32/adler32.wat');

it('carries what its source says: otherwise run translate-wat.mjs', async () => {
  const wabt = await loadWabt();
  const { buffer } = wabt.parseWat(source, await readFile(source, 'utf8'), { simd: true }).toBinary({});
  expect(Buffer.from(buffer).toString('base64')).toBe(translatedProgram);
});

it('runs here, with one memory for all', () => {
  expect(adler32Machine()).toBeDefined();
  expect(adler32Machine()).toBe(adler32Machine());
});
