import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { callsOf, codeBlocks } from '@panda-pilot/testkit';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { isForeign } from '../src/older-pilots/foreign-command-line.ts';
import { readPilot1Arguments } from '../src/older-pilots/pilot1-arguments.ts';
import { readPilot3Arguments } from '../src/older-pilots/pilot3-arguments.ts';
import { createProgram } from '../src/program.ts';

const root = join(import.meta.dirname, '../../..');
const never = new AbortController().signal;

/** Every page that may show a command line. */
const pages = ['README.md', 'CONTRIBUTING.md', ...markdownBelow('docs'), ...markdownBelow('packages')];

function markdownBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !path.includes('node_modules'))
    .map((path) => `${folder}/${path}`);
}

describe.each(pages)('%s', (page) => {
  it('shows only command lines of panda-pilot that it understands', async () => {
    const blocks = codeBlocks(readFileSync(join(root, page), 'utf8'), 'sh');
    for (const words of blocks.flatMap((block) => callsOf('panda-pilot', block))) {
      expect({ words, complaint: await complaintAbout(words) }).toEqual({ words, complaint: '' });
    }
  });
});

/** What the parser of command lines says against `words`; nothing is done. */
async function complaintAbout(words: readonly string[]): Promise<string> {
  let complaint = '';
  try {
    if (isForeign(words)) readForeign(words);
    else await parser((text) => (complaint += text)).parseAsync(words, { from: 'user' });
  } catch (error) {
    const quiet = error instanceof Error && 'exitCode' in error && error.exitCode === 0;
    if (!quiet) complaint += String(error);
  }
  return complaint;
}

function readForeign(words: readonly string[]): void {
  const known = { env: {}, cwd: '/', uid: 1000, isFile: () => false, isDirectory: () => false };
  if (words[0] === '--pilot1') readPilot1Arguments(words.slice(1), known);
  else readPilot3Arguments(words, known);
}

function parser(complain: (text: string) => void): Command {
  const program = createProgram({
    facts: {
      cwd: '/',
      env: {},
      streams: { stdout: { write: () => true }, stderr: { write: complain, isTTY: false } },
      self: ['node'],
    },
    wishes: { stop: never, drain: never },
    setExitCode: () => undefined,
    useExitCodes: () => undefined,
  });
  disarm(program);
  return program;
}

function disarm(command: Command): void {
  if (command.commands.length === 0) command.action(() => undefined);
  command.commands.forEach(disarm);
}
