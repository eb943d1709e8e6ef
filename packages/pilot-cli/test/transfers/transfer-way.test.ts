import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copytoolsFor } from '@panda-pilot/core';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { transferWay } from '../../src/transfers/transfer-way.ts';

async function queueFile(): Promise<string> {
  const file = join(await tempDir(), 'queuedata.json');
  await writeFile(
    file,
    '{"nickname": "Q", "copytool": "gfal-copy", "acopytools": {"pr": ["davs"]}, "stageinretry": "3"}',
  );
  return file;
}

describe('the way that files are moved by hand', () => {
  it('is the one copytool, though a worker node names its queue in the environment', async () => {
    const env = { PANDA_PILOT_QUEUE: 'Q', PANDA_PILOT_QUEUEDATA: '/nowhere' };
    const { queuedata, ofQueue } = await transferWay('gfal', { flags: {}, env }, { cwd: '/', env });
    expect([copytoolsFor(queuedata, 'pr'), copytoolsFor(queuedata, 'pl'), ofQueue]).toEqual([
      ['gfal-copy'],
      ['gfal-copy'],
      false,
    ]);
  });

  it("is the queue's own, or the one copytool with the queue's paths and patience", async () => {
    const flags = { queue: 'Q', queuedata: await queueFile() };
    const { queuedata } = await transferWay(undefined, { flags, env: {} }, { cwd: '/', env: {} });
    expect([copytoolsFor(queuedata, 'pr'), copytoolsFor(queuedata, 'pw')]).toEqual([['davs'], ['gfal-copy']]);
    const only = await transferWay('cp', { flags, env: {} }, { cwd: '/', env: {} });
    expect([copytoolsFor(only.queuedata, 'pr'), only.queuedata.stageInTries, only.ofQueue]).toEqual([['cp'], 3, true]);
  });

  it.each([
    [undefined, {}, 'Neither --copytool nor --queue is given'],
    ['xrdpc', {}, '"xrdpc" is no copytool; did you mean xrdcp?'],
    [undefined, { queuedata: 'q.json' }, '--queue <name> (or PANDA_PILOT_QUEUE): is needed'],
    ['cp', { proxy: '/nowhere/proxy' }, 'cannot read the proxy file /nowhere/proxy'],
    ['cp', { tokenFile: '/nowhere/token' }, 'cannot read the token file /nowhere/token'],
  ])('is refused for %s with %j', async (copytool, flags, sentence) => {
    await expect(transferWay(copytool, { flags, env: {} }, { cwd: '/', env: {} })).rejects.toThrow(sentence);
  });

  it('shows copytools the credential that is named, and no other token', async () => {
    const token = join(await tempDir(), 'token');
    await writeFile(token, 'abc', { mode: 0o600 });
    const env = { BEARER_TOKEN: 'other', PATH: '/bin' };
    const way = await transferWay('cp', { flags: { tokenFile: token, caDirectory: 'ca' }, env }, { cwd: '/x', env });
    expect(way.env).toEqual({ BEARER_TOKEN: '', BEARER_TOKEN_FILE: token, X509_CERT_DIR: '/x/ca', PATH: '/bin' });
  });
});
