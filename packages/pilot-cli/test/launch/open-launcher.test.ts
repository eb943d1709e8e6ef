import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { claimAccount } from '@panda-pilot/glexec';
import { jobDirectory, type LaunchOrder } from '@panda-pilot/runjob';
import { createTestAuthority, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { openLauncher } from '../../src/launch/open-launcher.ts';

const token = 'eyJhbGciOi.the-token-of-the-pilot.c2lnbmF0dXJl';

/** A sandbox of the plain launcher, beside a credential of the pilot's, and the warnings. */
async function open(demands: readonly string[] = [], credential = `${token}\n`, change: Partial<LaunchOrder> = {}) {
  const root = await tempDir();
  const secret = join(root, 'credential');
  await writeFile(secret, credential, { mode: 0o600 });
  const order: LaunchOrder = {
    launcher: 'none',
    otherAccount: false,
    policy: { demands: [...demands], network: 'shared', readable: [], limits: {} },
    secrets: [secret],
    transfersAs: 'pilot',
    ...change,
  };
  const directory = jobDirectory(join(root, 'PandaJob_1'));
  await mkdir(directory.root);
  const warnings: unknown[] = [];
  const logger = { ...silentLogger, warn: (data: unknown) => void warnings.push(data) };
  const launcher = await openLauncher(order, { directory, logger });
  const sandbox = await launcher.openSandbox(directory.sandbox);
  const inspect = (change: { readonly args?: readonly string[]; readonly env?: Record<string, string> } = {}) =>
    launcher.inspect({ sandbox, file: '/bin/true', args: [], env: {}, ...change });
  return { inspect, sandbox, secret, warnings };
}

const refused = { errorName: 'SETUP_FAILURE', code: 1110 };

describe('the guard of a launcher', () => {
  it('warns of a credential file that only a box or another account would hide', async () => {
    const { inspect, secret, warnings } = await open();
    await inspect();
    expect(warnings).toEqual([{ launcher: 'none', found: expect.stringContaining(secret) }]);
    expect(JSON.stringify(warnings)).not.toContain(token);
  });

  it('refuses the payload where hidden files are demanded', async () => {
    const { inspect, warnings } = await open(['hidden-files']);
    await expect(inspect()).rejects.toMatchObject(refused);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['a variable that holds it', { env: { SETUP: `login ${token}` } }],
    ['an argument that holds it', { args: ['--auth', token] }],
  ])('refuses %s', async (_, change) => {
    const { inspect } = await open();
    await expect(inspect(change)).rejects.toMatchObject(refused);
    await expect(inspect(change)).rejects.not.toThrow(token);
  });

  it('refuses a variable that says where it is, and a copy in the work directory', async () => {
    const { inspect, sandbox, secret } = await open();
    await expect(inspect({ env: { WHERE: secret } })).rejects.toMatchObject(refused);
    await writeFile(join(sandbox.work, 'settings.json'), JSON.stringify({ token }));
    await expect(inspect()).rejects.toThrow('settings.json');
  });

  it('takes what is there after a first step for the own making of the payload', async () => {
    const { inspect, sandbox } = await open();
    await inspect();
    await writeFile(join(sandbox.work, 'settings.json'), JSON.stringify({ token }));
    await expect(inspect()).resolves.toBeUndefined();
    await expect(inspect({ args: [token] })).rejects.toMatchObject(refused);
  });

  it("finds the key of the pilot's proxy among what was staged in, and takes no other key for it", async () => {
    const authority = createTestAuthority();
    const [pilot, other] = ['/CN=pilot', '/CN=other'].map((name) => authority.issue(name).delegate());
    const { inspect, sandbox } = await open([], pilot?.file());
    await writeFile(join(sandbox.work, 'copy.pem'), pilot?.file({ chain: [] }) ?? '');
    await expect(inspect()).rejects.toThrow('copy.pem');
    await writeFile(join(sandbox.work, 'copy.pem'), other?.file() ?? '');
    await expect(inspect()).resolves.toBeUndefined();
  });

  it.each([
    ['has another payload', 0xd0_00_00_00 + process.pid, "has another job's payload"],
    ['nobody knows', undefined, 'is unknown on this node'],
  ])('refuses an account that %s', async (_, uid, why) => {
    const claim = uid === undefined ? undefined : await claimAccount(uid, 'runjob');
    const account = uid === undefined ? 'no-such-account-here' : `#${uid}`;
    await expect(open([], token, { launcher: 'sudo', otherAccount: true, account })).rejects.toMatchObject({
      errorName: 'GLEXEC_FAILED',
      message: expect.stringContaining(why),
    });
    claim?.release();
  });

  it('has no use for an account where it keeps that of the pilot', async () => {
    const { inspect } = await open([], token, { account: 'no-such-account-here' });
    await expect(inspect()).resolves.toBeUndefined();
  });

  it('refuses guarantees that it has never heard of', async () => {
    await expect(open(['hidden-thoughts'])).rejects.toMatchObject({ errorName: 'GLEXEC_FAILED' });
  });
});
