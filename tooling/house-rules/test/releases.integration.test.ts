import { readFileSync, readdirSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scriptedServer, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { runHere, succeed } from './succeed.ts';

const root = join(import.meta.dirname, '../../..');
const names = readdirSync(join(root, 'packages'));

describe('a release', () => {
  it('gives every package its own version below 1.0.0, and the minor release of a mover changes that mover alone', async () => {
    const copy = await manifests();
    await giveVersions(copy);
    const first = versionsIn(copy);
    expect(Object.values(first).filter((version) => !version.startsWith('0.'))).toEqual([]);
    await writeFile(join(copy, '.changeset/a-mover.md'), "---\n'@panda-pilot/movers-xrootd': minor\n---\n\nMore.\n");
    await giveVersions(copy);
    const minor = Number(first['movers-xrootd']?.split('.')[1]) + 1;
    expect(versionsIn(copy)).toEqual({ ...first, 'movers-xrootd': `0.${minor}.0` });
  });

  it('publishes nothing without provenance, which only a CI can give', async () => {
    const registry = await scriptedServer({ answers: [{ json: {} }] });
    const args = ['publish', '--no-git-checks', '--registry', registry.url];
    const { ending, stderr } = await runHere('pnpm', args, join(root, 'packages/lease'));
    expect({ ending, stderr }).toEqual({
      ending: { kind: 'exited', exitCode: 1 },
      stderr: expect.stringMatching(/provenance|OIDC/i) as string,
    });
    expect(registry.requests.filter(({ verb }) => verb === 'PUT')).toEqual([]);
  });
});

/** A repository with what changesets reads of this one. */
async function manifests(): Promise<string> {
  const copy = await tempDir();
  const tooling = readdirSync(join(root, 'tooling')).map((name) => `tooling/${name}`);
  const ofPackages = [...names.map((name) => `packages/${name}`), ...tooling].map((path) => `${path}/package.json`);
  for (const path of ['package.json', 'pnpm-workspace.yaml', '.changeset', ...ofPackages])
    await cp(join(root, path), join(copy, path), { recursive: true });
  await succeed('git', ['init', '--quiet', '--initial-branch=main'], copy);
  return copy;
}

async function giveVersions(copy: string): Promise<void> {
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];
  await succeed('git', ['add', '--all'], copy);
  await succeed('git', [...author, 'commit', '--quiet', '--message=All'], copy);
  await succeed(join(root, 'node_modules/.bin/changeset'), ['version'], copy);
}

function versionsIn(copy: string): Readonly<Record<string, string>> {
  const versionOf = (name: string): string =>
    (JSON.parse(readFileSync(join(copy, 'packages', name, 'package.json'), 'utf8')) as { version: string }).version;
  return Object.fromEntries(names.map((name) => [name, versionOf(name)]));
}
