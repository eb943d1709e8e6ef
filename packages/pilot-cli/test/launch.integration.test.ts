import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import { fakeGlexec, needsTool, onlyAsRoot, tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { type Grid, jobOf, log, output, startGrid } from './grid.ts';
import { ownerDn, writeCredentials } from './launch/credentials.ts';

const account = 'nobody';
const nobody = { uid: 65_534, gid: 65_534, home: '/nonexistent' } as const;
const root = { uid: 0, gid: 0 } as const;

/** What a payload tells of itself, and what it finds of the pilot's. */
const inquisitive = [
  'exec 2>&1',
  'echo "uid $(id -u)" > out.txt',
  'cat in.txt >> out.txt',
  'echo "home $HOME" >> out.txt',
  'env | grep -i "token\\|glexec" >> out.txt',
  'cat "$1" >> out.txt && echo "secret read" >> out.txt',
  'cat ../job.json ../../job.json > /dev/null && echo "job read" >> out.txt',
  'echo "secrets $(stat -c "%a %u" panda_secrets.json) $(grep -c a-key-of-the-owner panda_secrets.json)" >> out.txt',
  'cat panda_secrets.json',
  '[ -z "$X509_USER_PROXY" ] || head -1 "$X509_USER_PROXY" >> out.txt',
  'exit 0',
].join('\n');

/** A key in there is not the pilot's. */
const secrets = JSON.stringify({ KEY: '-----BEGIN PRIVATE KEY-----\na-key-of-the-owner\n-----END PRIVATE KEY-----\n' });

interface Told {
  readonly grid: Grid;
  readonly id: number;
  readonly text: string;
  readonly stderr: string;
}

/** Brings one inquisitive job through, and says what it found. */
async function ask(given: {
  readonly args: readonly string[];
  readonly queuedata?: Record<string, unknown>;
  readonly env?: Record<string, string>;
  readonly raw?: Record<string, string>;
  readonly server?: Parameters<typeof startGrid>[0];
}): Promise<Told> {
  const grid = await startGrid({
    ...given.server,
    ...(given.queuedata === undefined ? {} : { queuedata: given.queuedata }),
  });
  // Other accounts have to get through; what is in there has modes of its own.
  await chmod(grid.directory, 0o711);
  await chmod(grid.workdir, 0o711);
  const secret = join(grid.directory, 'pilot-token');
  await writeFile(secret, 'a.token.of-the-pilot\n', { mode: 0o600 });
  const payload = await grid.script('payload', inquisitive);
  const id = await grid.submit({
    transformation: payload,
    parameters: secret,
    inputs: [await grid.putInput('in.txt', 'input\n')],
    outputs: [output('out.txt')],
    log: log('log.tgz'),
    owner: ownerDn,
    raw: { secrets, ...given.raw },
  });
  const args = ['--payload-readable', join(grid.directory, 'bin'), ...given.args];
  const { stderr } = await grid.pilot(args, { env: given.env ?? {} }).ended;
  const text = await grid.readStored('out.txt').then(String, () => '');
  return { grid, id, text, stderr };
}

/** The payload had the secrets of its owner to itself, and the log does not have them. */
async function expectSecretsOf({ grid, text }: Told, uid: number | undefined): Promise<void> {
  expect(text).toContain(`secrets 600 ${uid} 1\n`);
  expect(gunzipSync(await grid.readStored('log.tgz')).includes('a-key-of-the-owner')).toBe(false);
}

function problem({ grid, id, stderr }: Told): string {
  const { status, columns } = jobOf(grid, id);
  return status === 'finished' ? '' : `${status} ${JSON.stringify(columns)}\n${stderr}`;
}

describe('a queue whose payloads are to be kept from the pilot', () => {
  it('starts them plainly when nobody demands anything', async () => {
    const told = await ask({ args: [] });
    expect(problem(told)).toBe('');
    expect(told.text).toContain('secret read');
  });

  it.skipIf(needsTool('bwrap'))('has them in a box when bubblewrap is demanded', async () => {
    const told = await ask({
      args: ['--launchers', 'bubblewrap', '--payload-demands', 'hidden-files,guarded-pilot,certain-kill'],
    });
    expect(problem(told)).toBe('');
    expect(told.text).toContain('input\n');
    expect(told.text).not.toContain('secret read');
    expect(told.text).not.toContain('job read');
    await expectSecretsOf(told, process.getuid?.());
    await told.grid.expectNothingLeft();
  });

  it.skipIf(onlyAsRoot() || needsTool('sudo', 'bwrap')).each(['sudo', 'sudo+bubblewrap'])(
    'has them under another account by %s, and hands inputs and outputs over',
    async (launcher) => {
      const told = await ask({
        args: ['--launchers', launcher, '--payload-accounts', account],
        queuedata: { catchall: 'payload_demands="other-account,hidden-files"' },
      });
      expect(problem(told)).toBe('');
      expect(told.text).toContain(`uid ${nobody.uid}\ninput\n`);
      expect(told.text).not.toContain('secret read');
      expect(told.text).not.toContain('job read');
      await expectSecretsOf(told, nobody.uid);
      await told.grid.expectNothingLeft();
    },
  );

  it.skipIf(onlyAsRoot() || needsTool('setpriv', 'bwrap')).each([
    ['True', 'glexec+bubblewrap'],
    ['test', 'glexec'],
  ])(
    'runs them under gLExec (glexec=%s, %s), as the owner of the proxy that the server gives',
    async (glexec, launcher) => {
      const credentials = await writeCredentials();
      const file = await fakeGlexec({ account: nobody, caller: root });
      const told = await ask({
        args: ['--launchers', launcher, '--ca-directory', credentials.caDirectory],
        queuedata: { glexec },
        env: { OSG_GLEXEC_LOCATION: file },
        raw: { userProxy: credentials.ownerProxy },
      });
      expect(problem(told)).toBe('');
      expect(told.text).toContain(`uid ${nobody.uid}\ninput\n`);
      expect(told.text).toContain('-----BEGIN CERTIFICATE-----');
      expect(told.text).not.toContain('secret read');
      await expectSecretsOf(told, nobody.uid);
      await told.grid.expectNothingLeft();
    },
  );
});

it('a payload runs in the image that its job names, or not at all (Apptainer is a stand-in)', async () => {
  const images = await tree({ 'bin/apptainer*': standIn, 'images/a.sif': '', 'elsewhere/b.sif': '' });
  const grid = await startGrid({ queuedata: { container_options: '--nv' } });
  const payload = await grid.script('payload', 'echo "$APPTAINER_NAME" > out.txt');
  const submit = (image: string): Promise<number> =>
    grid.submit({
      transformation: payload,
      outputs: [output('out.txt')],
      log: log('log.tgz'),
      raw: { container_name: join(images, image) },
    });
  const good = await submit('images/a.sif');
  const bad = await submit('elsewhere/b.sif');
  const around = await grid.submit({
    transformation: await grid.script('runGen-00-00-02', wrapper),
    parameters: '--nothing',
    outputs: [output('three.txt')],
    log: log('three.tgz'),
    raw: {
      container_name: join(images, 'images/a.sif'),
      preprocess: { command: join(grid.directory, 'bin/runGen-00-00-02'), args: '--preprocess' },
      postprocess: { command: join(grid.directory, 'bin/runGen-00-00-02'), args: '--postprocess' },
      containerOptions: { containerExec: 'cat exec.sh; /bin/sh exec.sh', containerImage: 'docker://a' },
    },
  });
  const args = ['--payload-images', join(images, 'images'), '--max-jobs', '3', '--timefloor', '10'];
  await grid.pilot(args, { env: { PATH: `${join(images, 'bin')}:/usr/bin:/bin` } }).ended;
  expect(jobOf(grid, good).status).toBe('finished');
  expect(String(await grid.readStored('out.txt'))).toBe('a.sif\n');
  expect(await readFile(join(images, 'bin/words'), 'utf8')).toContain(`--nv ${join(images, 'images/a.sif')} `);
  expect(jobOf(grid, bad)).toMatchObject({ status: 'failed', columns: { pilotErrorCode: 1384 } });
  expect(jobOf(grid, around)).toMatchObject({ status: 'finished' });
  expect(String(await grid.readStored('three.txt'))).toBe('before node\nimage a.sif\nafter node\n');
  await grid.expectNothingLeft();
});

/** As PanDA's wrappers of users' programs do: what is to run in the image is written before it, on the node. */
const wrapper = `case $1 in
--preprocess) echo "before \${APPTAINER_NAME:-node}" > three.txt; echo 'echo "image $APPTAINER_NAME" >> three.txt' > exec.sh ;;
--postprocess) echo "after \${APPTAINER_NAME:-node}" >> three.txt ;;
*) exit 20 ;;
esac`;

/** Keeps its words, and runs the command behind the image on the node itself. */
const standIn = `#!/bin/sh
echo "$*" >> "$(dirname "$0")/words"
while [ "\${1%.sif}" = "$1" ]; do shift; done
name=\${1##*/}
shift
exec env -i PATH=/usr/bin:/bin APPTAINER_NAME="$name" "$@"
`;

it.skipIf(onlyAsRoot() || needsTool('sudo', 'gdb'))(
  'a payload of another account that is over a limit leaves its stack traces, and a hidden daemon does not cost its log',
  async () => {
    const grid = await startGrid();
    await chmod(grid.directory, 0o711);
    await chmod(grid.workdir, 0o711);
    const unmark = 'ulimit -S -w unlimited 2>/dev/null; ulimit -S -x unlimited 2>/dev/null; ulimit -S -m unlimited';
    const daemon = `env -i setsid sh -c '${unmark}; (while :; do echo beat; sleep 0.001; done >beats) &'`;
    // Over the limit when the daemon is at work, and the program there that is to be in the traces.
    const talkative = `$| = 1; print "x" x 2_000_000; sleep 60`;
    const lines = [daemon, 'until [ -s beats ]; do sleep 0.02; done', `exec perl -e '${talkative}'`];
    const transformation = await grid.script('payload', lines.join('\n'));
    const id = await grid.submit({ transformation, log: log('log.tgz') });
    const args = ['--launchers', 'sudo', '--payload-accounts', account, '--grace', '1', '--limits', 'stdout=1'];
    const { stderr } = await grid.pilot(args).ended;
    expect(jobOf(grid, id), stderr).toMatchObject({ status: 'failed', columns: { pilotErrorCode: 1106 } });
    const [tarball = ''] = (await grid.stored()).filter((path) => path.endsWith('log.tgz'));
    const unpacked = await tempDir();
    execFileSync('tar', ['--extract', '--file', tarball, '--directory', unpacked, '--strip-components', '1']);
    expect(await readFile(join(unpacked, 'records/stack_traces.txt'), 'utf8')).toMatch(/\tperl\n[^]*^#0 /m);
    expect(await readFile(join(unpacked, 'payload/work/beats'), 'utf8')).toMatch(/^(?:beat\n)+$/);
    await grid.expectNothingLeft();
  },
);

it.skipIf(onlyAsRoot() || needsTool('sudo'))(
  'an account is one payload at a time, of whichever pilot, also when the pilot of that payload was killed',
  async () => {
    const grid = await startGrid();
    await chmod(grid.directory, 0o711);
    await chmod(grid.workdir, 0o711);
    const submit = async (name: string, lines: string): Promise<number> => {
      const transformation = await grid.script(name, lines);
      return await grid.submit({ transformation, outputs: [output(name)] });
    };
    const pilot = (patience: string, ...args: readonly string[]) =>
      grid.pilot(['--launchers', 'sudo', '--payload-accounts', account, '--server-patience', patience, ...args]);
    const begun = join(grid.directory, 'open', 'begun');
    const go = join(grid.directory, 'open', 'go');
    await mkdir(join(grid.directory, 'open'));
    await chmod(join(grid.directory, 'open'), 0o777);
    const first = await submit('first', `echo > ${begun}; until [ -e ${go} ]; do sleep 0.05; done; echo one > first`);
    const killed = pilot('60');
    while (!existsSync(begun)) await sleep(20);
    const second = await submit('second', 'echo two > second');
    const asked = (): number => grid.server.requests.filter(({ method }) => method === 'pilot/acquire_jobs').length;
    const expectRefusal = async (): Promise<void> => {
      const before = asked();
      const { exitCode, stderr } = await pilot('0').ended;
      expect({ exitCode, asked: asked() - before, stderr }).toMatchObject({ exitCode: 3, asked: 0 });
      expect(stderr).toMatch(new RegExp(`another pilot of this node has payloads under ${account}, .*\\(1226\\)`));
    };
    await expectRefusal();
    process.kill((await killed.started) ?? 0, 'SIGKILL');
    await killed.ended;
    await expectRefusal();
    const last = pilot('60', '--max-jobs', '1');
    await writeFile(go, '');
    const { stderr } = await last.ended;
    expect([jobOf(grid, first).status, jobOf(grid, second).status], stderr).toEqual(['finished', 'finished']);
    await grid.expectNothingLeft();
  },
);

it.skipIf(onlyAsRoot() || needsTool('sudo'))(
  'no job is asked for to be run under an account that cannot be had: the slots that have theirs run them all',
  async () => {
    const grid = await startGrid();
    await chmod(grid.directory, 0o711);
    await chmod(grid.workdir, 0o711);
    const transformation = await grid.script('payload', 'exit 0');
    const ids = [await grid.submit({ transformation }), await grid.submit({ transformation })];
    const accounts = ['--launchers', 'sudo', '--slots', '2', '--payload-accounts', `${account},no-such-account-here`];
    const { exitCode, stderr } = await grid.pilot(accounts).ended;
    expect(ids.map((id) => jobOf(grid, id).status)).toEqual(['finished', 'finished']);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/sudo -u no-such-account-here failed with exit code 1[^]*\(1226\)/);
    await grid.expectNothingLeft();
  },
);

describe('a payload that cannot be started as it must be', () => {
  const started = async ({ grid }: Told): Promise<boolean> =>
    (await grid.stored()).some((path) => path.endsWith('out.txt'));

  it.each([
    ['no launcher of the node gives what is demanded', ['--launchers', 'none'], 'False', 'none lacks hidden-files'],
    ['gLExec is to start it and is not there', [], 'True', 'gLExec is not installed on this node'],
  ])('is not asked for when %s', async (_, args, glexec, why) => {
    const told = await ask({ args: ['--payload-demands', 'hidden-files', ...args], queuedata: { glexec } });
    expect(told.stderr).toContain('(1226)');
    expect(told.stderr).toContain(why);
    expect(jobOf(told.grid, told.id).status).toBe('activated');
    expect(told.grid.server.requests.map(({ method }) => method)).not.toContain('pilot/acquire_jobs');
    await told.grid.expectNothingLeft();
  });

  it.skipIf(onlyAsRoot() || needsTool('setpriv'))(
    'is not started by a gLExec that only pretends to switch',
    async () => {
      const credentials = await writeCredentials();
      const file = await fakeGlexec({ account: nobody, caller: root, mode: 'logging' });
      const told = await ask({
        args: ['--launchers', 'glexec', '--ca-directory', credentials.caDirectory],
        queuedata: { glexec: 'True' },
        env: { OSG_GLEXEC_LOCATION: file },
        raw: { userProxy: credentials.ownerProxy },
      });
      expect(jobOf(told.grid, told.id)).toMatchObject({ status: 'failed', columns: { pilotErrorCode: 1226 } });
      expect(await started(told)).toBe(false);
      expect((await told.grid.stored()).some((path) => path.endsWith('log.tgz'))).toBe(true);
    },
  );

  it.each([
    ['no proxy at all', undefined, 1163],
    ['one that has expired', 'expired', 1373],
    ["somebody else's", 'foreign', 1163],
    ['a limited one', 'limited', 1163],
    ['rubbish', 'rubbish', 1163],
  ] as const)('is not started with %s, and never with the proxy of the pilot', async (_, kind, code) => {
    const credentials = await writeCredentials();
    const proxy = kind === undefined ? undefined : credentials.bad[kind];
    const told = await ask({
      args: ['--launchers', 'none', '--payload-proxy', 'auto', '--ca-directory', credentials.caDirectory],
      env: { X509_USER_PROXY: credentials.pilotProxyFile },
      ...(proxy === undefined ? {} : { raw: { userProxy: proxy } }),
    });
    expect(jobOf(told.grid, told.id)).toMatchObject({ status: 'failed', columns: { pilotErrorCode: code } });
    expect(await started(told)).toBe(false);
  });
});

describe('the proxy of the owner', () => {
  it('comes from the PanDA server when the job brings none, and is the only credential of the payload', async () => {
    const credentials = await writeCredentials();
    const told = await ask({
      args: ['--payload-proxy', 'auto', '--ca-directory', credentials.caDirectory],
      env: { X509_USER_PROXY: credentials.pilotProxyFile },
      server: { credentials: { permissions: { 'Local User': 'p' }, proxies: { [ownerDn]: credentials.ownerProxy } } },
    });
    expect(problem(told)).toBe('');
    expect(told.text).toContain('-----BEGIN CERTIFICATE-----');
    const text = await readFile(credentials.pilotProxyFile, 'utf8');
    expect(told.text).not.toContain(text.slice(0, 200));
    expect(told.grid.server.requests.map(({ method }) => method)).toContain('creds/get_proxy');
  });

  it('is renewed while the payload runs, and the payload finds the new one in its place', async () => {
    const credentials = await writeCredentials();
    const renewed = credentials.proxyFor(3600);
    const first = join(await tempDir(), 'first');
    // The first lasts for 8 s, counted from when it is asked for; by its copy the payload knows it, however late it starts.
    const proxies = {
      get [ownerDn](): string {
        if (existsSync(first)) return renewed;
        writeFileSync(first, credentials.proxyFor(8));
        return readFileSync(first, 'utf8');
      },
    };
    const grid = await startGrid({ credentials: { permissions: { 'Local User': 'p' }, proxies } });
    const lines = `while cmp -s "$X509_USER_PROXY" ${first}; do sleep 0.05; done; cp "$X509_USER_PROXY" out.txt`;
    const transformation = await grid.script('payload', lines);
    const id = await grid.submit({ transformation, outputs: [output('out.txt')], owner: ownerDn });
    const running = grid.pilot([
      '--payload-proxy',
      'server',
      '--payload-proxy-minutes',
      '0',
      '--ca-directory',
      credentials.caDirectory,
    ]);
    const { stderr } = await running.ended;
    expect({ status: jobOf(grid, id).status, stderr: jobOf(grid, id).status === 'finished' ? '' : stderr }).toEqual({
      status: 'finished',
      stderr: '',
    });
    expect(String(await grid.readStored('out.txt'))).toBe(renewed);
    await grid.expectNothingLeft();
  });
});
