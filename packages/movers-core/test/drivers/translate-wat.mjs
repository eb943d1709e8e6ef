#!/usr/bin/env node
/** Translates src/local/adler32/adler32.wat into the bytes that machine.ts carries; machine.test.ts compares the two. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import loadWabt from 'wabt';

const directory = join(import.meta.dirname, '..', '..', 'src', 'local', 'adler32');
const wabt = await loadWabt();
const module = wabt.parseWat('adler32.wat', readFileSync(join(directory, 'adler32.wat'), 'utf8'), { simd: true });
const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
const path = join(directory, 'machine.ts');
writeFileSync(path, readFileSync(path, 'utf8').replace(/(translatedProgram =\n  ')[^']*/, `$1${base64}`));
