import { chmod, chown, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { isPilotError, type Logger, silentLogger } from '@panda-pilot/core';
import { onlyAsRoot, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readTokenFile } from '../src/index.ts';
import { jwt } from './tokens.ts';

const options = { origin: 'atlas:production' };

async function tokenFile(content: string, mode = 0o600): Promise<string> {
  const path = join(await tempDir(), 'token');
  await writeFile(path, content);
  await chmod(path, mode);
  return path;
}

/** A logger and the warnings that it got. */
function warnings(): { logger: Logger; messages: string[] } {
  const messages: string[] = [];
  return { logger: { ...silentLogger, warn: (_, message) => void messages.push(message) }, messages };
}

describe('readTokenFile', () => {
  it('reads a token with a newline at its end', async () => {
    const token = jwt({ exp: 1_800_000_000 });
    const credential = await readTokenFile(await tokenFile(`${token}\n`), options);
    expect(credential.token.reveal()).toBe(token);
    expect(credential.expiresAt).toEqual(new Date(1_800_000_000_000));
  });

  it('hides the token from whoever prints the credential', async () => {
    const token = jwt({ sub: 'me' });
    const credential = await readTokenFile(await tokenFile(token), options);
    expect(JSON.stringify(credential) + inspect(credential, { depth: 9, showHidden: true })).not.toContain('eyJ');
  });

  it('follows a symbolic link: wrappers make them', async () => {
    const path = await tokenFile('opaque');
    const link = join(await tempDir(), 'link');
    await symlink(path, link);
    expect((await readTokenFile(link, options)).token.reveal()).toBe('opaque');
  });

  it.each([
    [0o600, []],
    [0o400, []],
    [0o640, ['others than its owner have access to the token file']],
    [0o644, ['others than its owner have access to the token file']],
  ])('of mode %o, in a directory that is shut to others, leads to the warnings %j', async (mode, expected) => {
    const { logger, messages } = warnings();
    await readTokenFile(await tokenFile('opaque', mode), { ...options, logger });
    expect(messages).toEqual(expected);
  });

  it('warns of an origin without a role', async () => {
    const { logger, messages } = warnings();
    await readTokenFile(await tokenFile('opaque'), { origin: 'atlas', logger });
    expect(messages).toEqual(['the origin of the token names no role']);
  });
});

describe('a token file that', () => {
  const refusal = async (path: string): Promise<Error & { code: number; hint: string }> => {
    const error: unknown = await readTokenFile(path, options).catch((reason: unknown) => reason);
    if (isPilotError(error, 'NO_PROXY')) return error;
    throw error;
  };

  it('is missing is refused with its path', async () => {
    const path = join(await tempDir(), 'token');
    const error = await refusal(path);
    expect(error.code).toBe(1163);
    expect(error.message).toContain(`cannot read the token file ${path}: it does not exist`);
  });

  it('is a directory is refused', async () => {
    const path = join(await tempDir(), 'token');
    await mkdir(path);
    expect((await refusal(path)).message).toContain('is not a regular file');
  });

  it('is a socket is refused', async () => {
    const path = join(await tempDir(), 'token');
    const server = createServer().listen(path);
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    expect((await refusal(path)).message).toContain('cannot read the token file');
  });

  it('is endless is refused', async () => {
    expect((await refusal('/dev/zero')).message).toContain('is not a regular file');
  });

  it('is too large is refused', async () => {
    expect((await refusal(await tokenFile(' '.repeat(1_000_000)))).message).toContain('has more than 16336 bytes');
  });

  it('everybody can read is refused', async () => {
    const path = await tokenFile('opaque', 0o644);
    await chmod(dirname(path), 0o755);
    const { message, hint } = await refusal(path);
    expect([message, hint]).toEqual([
      expect.stringContaining('has the mode 644, and everybody can get at it'),
      expect.stringContaining('chmod 600'),
    ]);
  });

  it.skipIf(onlyAsRoot())('belongs to somebody else is refused, unless that is root', async () => {
    const path = await tokenFile('opaque');
    expect((await readTokenFile(path, { ...options, owner: 4711 })).token.reveal()).toBe('opaque');
    await chown(path, 4711, 4711);
    expect((await refusal(path)).message).toContain('belongs to the user 4711, not to 0');
  });

  it.each([
    ['', 'is empty'],
    ['one two\n', 'has a blank within the token'],
  ])('holds %j is refused', async (content, reason) => {
    const path = await tokenFile(content);
    expect((await refusal(path)).message).toContain(`the token file ${path} ${reason}`);
  });

  it.skipIf(process.getuid?.() === 0)('cannot be read is refused', async () => {
    expect((await refusal(await tokenFile('opaque', 0o000))).message).toContain('permission denied');
  });
});
