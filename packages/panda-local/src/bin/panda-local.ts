#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { runProgram } from '../cli/program.ts';

const ending = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => ending.abort());

process.exitCode = await runProgram(process.argv.slice(2), {
  out: (words) => void process.stdout.write(words),
  err: (words) => void process.stderr.write(words),
  readInput: () => text(process.stdin),
  ending: ending.signal,
});
