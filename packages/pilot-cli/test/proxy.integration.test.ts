import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readProxy } from '@panda-pilot/credentials';
import { createMyProxyClient } from '@panda-pilot/glexec';
import {
  createMyProxyGrid,
  type MyProxyGrid,
  type MyProxyTestServer,
  needsTool,
  signProxy,
  startMyProxy,
  tempDir,
  type TestHolder,
} from '@panda-pilot/testkit';
import { runCommand } from '@panda-pilot/timed-command';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobOf, output, pilotBundle, startGrid } from './grid.ts';

describe.skipIf(needsTool('myproxy-server'))('proxies of users in MyProxy', () => {
  let grid: MyProxyGrid;
  let server: MyProxyTestServer;
  let owner = '';
  beforeAll(async () => {
    grid = createMyProxyGrid();
    server = await startMyProxy(grid);
    owner = grid.user.certificate.subject;
    const client = createMyProxyClient({
      host: 'localhost',
      port: server.port,
      caDirectory: server.caDirectory,
      credential: await readProxy(grid.user.delegate({ keys: 'rsa' }).file()),
    });
    const delegate = (request: Buffer): readonly Buffer[] => signProxy(grid.user, request);
    const trustedRetrievers = '*/CN=Robot: PanDA pilot';
    await client.store({ user: owner, name: 'panda', lifetimeSeconds: 86_400, trustedRetrievers, delegate });
  });
  afterAll(() => server.stop());

  /** One for each holder: RSA keys cost time. */
  const proxies = new Map<TestHolder, string>();
  const proxyOf = (holder: TestHolder): string => {
    const text = proxies.get(holder) ?? holder.delegate({ keys: 'rsa' }).file();
    proxies.set(holder, text);
    return text;
  };

  /** A directory with our own proxy, and the words after `panda-pilot proxy` run there. */
  async function proxy(words: readonly string[], holder = grid.pilot) {
    const directory = await tempDir();
    const own = join(directory, 'own-proxy');
    await writeFile(own, proxyOf(holder), { mode: 0o600 });
    const { exit, stdout, stderr } = await runCommand(process.execPath, [pilotBundle, 'proxy', ...words], {
      cwd: directory,
      env: { X509_USER_PROXY: own, X509_CERT_DIR: server.caDirectory },
      timeoutMs: 30_000,
    });
    return { directory, own, stdout, stderr, exitCode: exit?.kind === 'exited' ? exit.exitCode : undefined };
  }
  const place = () => ['--myproxy', `localhost:${server.port}`, '--owner', owner];

  it('are fetched with proxy get, and looked at with proxy info', async () => {
    const { directory, exitCode, stdout, stderr } = await proxy([
      'get',
      ...place(),
      '--name',
      'panda',
      '--out',
      'fetched',
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`identity:   ${owner}\n`);
    const path = join(directory, 'fetched');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const info = await proxy(['info', path, '--json']);
    expect(info.exitCode).toBe(0);
    expect(JSON.parse(info.stdout)).toMatchObject({
      identity: owner,
      kind: 'rfc3820',
      rights: 'impersonation',
      findings: [],
    });
    expect(info.stdout).not.toContain('PRIVATE');
    expect((await proxy(['info'])).stdout).toContain('CN=Robot: PanDA pilot');
    expect((await proxy(['info', ...place()], grid.user)).stdout).toMatch(/panda .*Robot: PanDA pilot/);
    expect(info.stdout).toContain('"trust": "anchored"');
  });

  it('are refused for a reason that says who can mend it, and nothing is written', async () => {
    const { directory, exitCode, stderr } = await proxy(['get', ...place(), '--name', 'other', '--out', 'fetched']);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('No credentials exist');
    expect(stderr).toContain('hint: For the user: store a credential');
    expect(await readdir(directory)).toEqual(['own-proxy']);
    const rogue = await proxy(['get', ...place(), '--name', 'panda', '--out', 'fetched'], grid.rogue);
    expect(rogue.stderr).toContain('trusted retriever');
    expect((await proxy(['info', '--owner', owner])).exitCode).toBe(2);
    expect((await proxy(['get', '--out', 'x'])).exitCode).toBe(2);
  });

  it.each<readonly [string, readonly string[], number, RegExp]>([
    [
      'a file that is not there',
      ['info', '/nowhere'],
      3,
      /does not exist \(1163\)\nhint: For the site: make it by voms/,
    ],
    ['a device', ['info', '/dev/null'], 3, /is not a regular file \(1163\)\nhint: .*voms-proxy-init/],
    ['what is no proxy', ['info', '/etc/passwd'], 3, /is damaged: .*\nhint: .*one key in PEM/],
    ['a file and MyProxy', ['info', 'x', '--owner', 'y', '--myproxy', 'z'], 2, /not both\nhint: /],
    ['a name of nobody', ['info', '--name', 'x'], 2, /--name is one of an --owner.*\nhint: /],
    [
      'no server',
      ['get', '--myproxy', 'a b', '--owner', 'x', '--out', 'y'],
      3,
      /"a b" is no MyProxy.*\nhint: .*host:port/,
    ],
    [
      'everything else that is wrong',
      ['get', '--myproxy', 'localhost', '--owner', '', '--out', '', '--minutes', ''],
      2,
      /--minutes: .*\n.*--owner: .*\n.*--out: .*\nhint: /,
    ],
    [
      'a passphrase that is not there',
      ['get', '--myproxy', 'localhost', '--owner', 'x', '--out', 'y', '--passphrase-file', '/nowhere'],
      3,
      /\/nowhere cannot be read: it does not exist \(1303\)\nhint: /,
    ],
    [
      'authorities that are not there',
      ['get', '--myproxy', 'localhost:1', '--owner', 'x', '--out', 'y', '--ca-directory', '/nowhere'],
      3,
      /CA directory \/nowhere is not there.*\(1163\)\nhint: .*--ca-directory/,
    ],
    [
      'nobody who listens',
      ['get', '--myproxy', 'localhost:1', '--owner', 'x', '--out', 'y'],
      3,
      /localhost:1: connection refused \(connect .*\nhint: /,
    ],
  ])('say of %s what it is and what can be done', async (_, words, exitCode, said) => {
    const told = await proxy(words);
    expect({ exitCode: told.exitCode, stdout: told.stdout }).toEqual({ exitCode, stdout: '' });
    expect(told.stderr).toMatch(said);
    expect(await readdir(told.directory)).toEqual(['own-proxy']);
  });

  it('are told to their owner alone', async () => {
    const told = await proxy(['info', ...place()]);
    expect(told.stderr).toMatch(/no credentials found.*\(1163\)\nhint: For the user: MyProxy tells .* its owner alone/);
  });

  it('reach the payload of a job that names its credential, and no other credential does', async () => {
    const panda = await startGrid();
    const own = join(panda.directory, 'own-proxy');
    await writeFile(own, grid.pilot.delegate({ keys: 'rsa' }).file(), { mode: 0o600 });
    const transformation = await panda.script('payload', 'cat "$X509_USER_PROXY" > out.txt');
    const raw = { credname: 'panda', myproxy: `localhost:${server.port}` };
    const id = await panda.submit({ transformation, outputs: [output('out.txt')], owner, raw });
    const { stderr } = await panda.pilot(
      ['--payload-proxy', 'auto', '--ca-directory', server.caDirectory, '--transfers-as', 'payload'],
      {
        env: { X509_USER_PROXY: own },
      },
    ).ended;
    expect({ status: jobOf(panda, id).status, stderr: jobOf(panda, id).status === 'finished' ? '' : stderr }).toEqual({
      status: 'finished',
      stderr: '',
    });
    const given = await readProxy(String(await panda.readStored('out.txt')));
    expect(given.identity.slash).toBe(owner);
    expect(await readFile(own, 'utf8')).not.toBe(String(await panda.readStored('out.txt')));
    await panda.expectNothingLeft();
  });
});
