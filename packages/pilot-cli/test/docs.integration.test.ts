import { readFileSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeBlocks, tempDir } from '@panda-pilot/testkit';
import { describeEnding, runCommand } from '@panda-pilot/timed-command';
import { describe, expect, it } from 'vitest';
import { pilotBundle } from './grid.ts';

const root = join(import.meta.dirname, '../../..');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];
const runnable = pages
  .map((page) => ({ page, blocks: codeBlocks(readFileSync(join(root, page), 'utf8'), 'sh') }))
  .map(({ page, blocks }) => ({
    page,
    text: blocks.flatMap(({ text, elsewhere }) => (elsewhere === undefined ? [text] : [])).join('\n'),
  }))
  .filter(({ text }) => text !== '');

const programs = {
  'panda-pilot': pilotBundle,
  'panda-local': join(root, 'packages/panda-local/dist/bin/panda-local.js'),
};

describe('what the documentation tells people to type', () => {
  it('runs, page by page, from the first line to the last', async () => {
    expect(runnable.map(({ page }) => page)).toContain('docs/site-administrator.md');
    const path = `${await programsOnPath()}:${process.env['PATH'] ?? ''}`;
    const ends = await Promise.all(runnable.map(async ({ page, text }) => ({ page, end: await run(text, path) })));
    expect(ends.filter(({ end }) => end !== '')).toEqual([]);
  });
});

async function programsOnPath(): Promise<string> {
  const directory = await tempDir();
  for (const [name, file] of Object.entries(programs)) {
    await writeFile(join(directory, name), `#!/bin/sh\nexec '${process.execPath}' '${file}' "$@"\n`, { mode: 0o755 });
  }
  return directory;
}

/** In a directory of its own; resolves with what went wrong. */
async function run(text: string, path: string): Promise<string> {
  const directory = await tempDir();
  const { ending, stdout, stderr } = await runCommand('bash', ['-eux', '-o', 'pipefail', '-c', text], {
    cwd: directory,
    env: { PATH: path, HOME: directory },
    timeoutMs: 50_000,
  });
  const good = ending.kind === 'exited' && ending.exitCode === 0;
  return good ? '' : `${describeEnding(ending)}\n${stdout}\n${stderr}`;
}
