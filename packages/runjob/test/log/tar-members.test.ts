import {
  appendFileSync,
  chmodSync,
  linkSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFifo, tempDir, tree } from '@panda-pilot/testkit';
import { extract, list } from 'tar';
import { describe, expect, it } from 'vitest';
import { masksFor } from '../../src/secrets/masks.ts';
import { createLeftOut } from '../../src/log/left-out.ts';
import { logMembers } from '../../src/log/log-members.ts';
import { type TarOptions, tarEnd, tarMembers } from '../../src/log/tar-members.ts';

/** Packs `root` and lets `meddle` in as soon as the header of `name` has come out; unpacks it elsewhere. */
async function packWhile(
  root: string,
  { meddle = () => undefined, name = '', ...options }: Partial<TarOptions> & { meddle?: () => void; name?: string },
): Promise<{ readonly out: string; readonly leftOut: string; readonly archive: string }> {
  const chunks: Uint8Array[] = [];
  const leftOut = createLeftOut();
  const members = logMembers({ name: 'top', path: root }, { without: new Set(), mostMembers: 100, leftOut });
  for await (const chunk of tarMembers(members, {
    mostFileBytes: 1e9,
    owner: undefined,
    isLate: () => false,
    masks: masksFor(undefined),
    leftOut,
    ...options,
  })) {
    chunks.push(Buffer.from(chunk)); // the buffer is used again
    if (name !== '' && chunk.toString('latin1', 0, name.length + 1) === `${name}\0`) meddle();
  }
  const out = await tempDir();
  const archive = join(out, 'a.tar');
  await writeFile(archive, Buffer.concat([...chunks, tarEnd]));
  await extract({ file: archive, cwd: out, strict: true });
  return { out, archive, leftOut: leftOut.text() };
}

describe('tarMembers', () => {
  const size = 200_000;
  it.each([
    ['grows', (file: string) => appendFileSync(file, 'more'), 'x'.repeat(size), /^$/],
    ['is emptied', (file: string) => truncateSync(file), '\0'.repeat(size), /^shrank .* \(1\): top\/file\n$/],
    ['is removed', (file: string) => rmSync(file), 'x'.repeat(size), /^$/],
  ])(
    'packs a file that %s meanwhile at the length that it had, and what comes after',
    async (_, change, packed, note) => {
      const root = await tree({ file: 'x'.repeat(size), 'later/b': 'whole' });
      const { leftOut, out } = await packWhile(root, { name: 'top/file', meddle: () => change(join(root, 'file')) });
      expect(readFileSync(join(out, 'top/file'), 'utf8') === packed).toBe(true);
      expect(readFileSync(join(out, 'top/later/b'), 'utf8')).toBe('whole');
      expect(leftOut).toMatch(note);
    },
  );

  it('does without what vanishes, or becomes a FIFO, before it is opened', async () => {
    const root = await tree({ 'a/a': '1', 'b/b': '2', 'b/c': '3', 'b/d': '4' });
    const meddle = (): void => {
      rmSync(join(root, 'b/b'));
      rmSync(join(root, 'b/c'));
      makeFifo(join(root, 'b/c'));
    };
    const { archive, leftOut } = await packWhile(root, { name: 'top/b/', meddle });
    const names: string[] = [];
    await list({ file: archive, onReadEntry: ({ path }) => names.push(path) });
    expect(names.toSorted()).toEqual(['top/', 'top/a/', 'top/a/a', 'top/b/', 'top/b/d']);
    expect(leftOut).toBe('FIFO, socket or device (1): top/b/c\n');
  });

  it('says of a file whose name is no text that it is left out', async () => {
    const root = await tree({ a: '1' });
    writeFileSync(Buffer.from(`${root}/bad\xFF`, 'latin1'), 'x');
    expect((await packWhile(root, {})).leftOut).toBe('has a name that is no text (1): top/bad\uFFFD\n');
  });

  it('covers the private key of a proxy that a payload has copied, and says so', async () => {
    const key = 'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg';
    const proxy = `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\nthe rest`;
    const { leftOut, out } = await packWhile(await tree({ 'a/x509up': proxy, b: 'x' }), {});
    expect(readFileSync(join(out, 'top/a/x509up'), 'utf8')).toBe(proxy.replace(key, '*'.repeat(key.length)));
    expect(leftOut).toBe('private keys, covered with stars (1): top/a/x509up\n');
  });

  it('leaves out a second name of a file of somebody else', async () => {
    const root = await tree({ a: 'x', 'own/a': 'y' });
    linkSync(join(root, 'a'), join(root, 'b'));
    const owner = process.getuid?.() ?? 0;
    expect((await packWhile(root, { owner })).leftOut).toBe('');
    expect((await packWhile(root, { owner: owner + 1 })).leftOut).toMatch(
      /^a second name of somebody else's file \(2\)/,
    );
  });

  it('keeps links as they are, and gives nobody more rights than there were', async () => {
    const root = await tree({ a: '1' });
    symlinkSync('a', join(root, 'link'));
    chmodSync(join(root, 'a'), 0o4711);
    const { archive } = await packWhile(root, {});
    const entries = new Map<string, { readonly mode: number | undefined; readonly linkpath: string | undefined }>();
    await list({ file: archive, onReadEntry: ({ path, mode, linkpath }) => entries.set(path, { mode, linkpath }) });
    expect(entries.get('top/link')?.linkpath).toBe('a');
    expect(entries.get('top/a')?.mode).toBe(0o711);
  });
});
