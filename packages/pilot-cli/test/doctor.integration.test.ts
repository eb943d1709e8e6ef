import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { createSocket } from 'node:dgram';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createNetServer, type Server as NetServer } from 'node:net';
import { join } from 'node:path';
import { createTestAuthority, needsTool, onlyAsRoot, tree } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checks } from '../src/doctor/checks.ts';
import type { Diagnosis } from '../src/doctor/examine.ts';
import { type Grid, startGrid } from './grid.ts';
import { writeCredentials } from './launch/credentials.ts';

interface Answer {
  readonly exitCode: number | undefined;
  readonly stderr: string;
  readonly fit: boolean;
  readonly tookMs: number;
  readonly findings: readonly Diagnosis[];
}

/** One thing that is broken about a node that is fit otherwise. */
interface Ailment {
  readonly args?: readonly string[];
  readonly queuedata?: Record<string, unknown>;
  readonly env?: Record<string, string>;
  /** Wraps the doctor's command line. */
  readonly under?: readonly string[];
}

async function consult(grid: Grid, only: readonly string[], { args = [], env = {}, under = [] }: Ailment = {}) {
  const words = ['--json', ...args, ...only];
  const { exitCode, stderr, stdout } = await grid.pilot(words, { command: 'doctor', env, under }).ended;
  return { exitCode, stderr, ...(JSON.parse(stdout) as Pick<Answer, 'fit' | 'tookMs' | 'findings'>) };
}

/** A web server that is none of PanDA's. */
function webServer(listener: RequestListener): Promise<string> {
  return listening(createServer(listener));
}

async function listening(server: Server): Promise<string> {
  return `http://127.0.0.1:${await portOf(server)}`;
}

async function portOf(server: NetServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

/** A server at `localhost` for whose authority nobody vouches. */
function untrustedServer(): Server {
  const host = createTestAuthority().issue('/DC=test/DC=grid/CN=localhost');
  const key = host.privateKey.export({ format: 'pem', type: 'pkcs8' });
  const cert = host.chain.map(({ pem }) => pem).join('');
  return createTlsServer({ key, cert }, (_, answer) => answer.end());
}

/** Puts a file system of this kind at `place`, for the doctor alone. */
const mounted = (place: string, options: string): readonly string[] => {
  const script = 'mount -t tmpfs -o "$1" tmpfs "$2" && shift 2 && exec "$@"';
  return ['unshare', '--mount', '--propagation', 'private', '/bin/sh', '-c', script, 'mounted', options, place];
};

const limited = (flags: string): readonly string[] => ['/bin/sh', '-c', `{ ulimit ${flags}; } && exec "$@"`, 'limited'];

/** What is broken, how, and what is said of it: the check, the level, the words, and whose it is. */
const ailments: readonly (readonly [
  what: string,
  breakIt: (grid: Grid) => Ailment | Promise<Ailment>,
  said: readonly [check: string, level: string, text: RegExp, owner?: string],
])[] = [
  [
    'a clock that is an hour behind',
    async () => ({
      args: [
        '--url',
        await webServer((_, answer) => answer.setHeader('date', new Date(Date.now() + 3_600_000).toUTCString()).end()),
      ],
    }),
    ['clock', 'fail', /^3\d{3}(?:\.\d)? s behind the server$/, 'site'],
  ],
  ['a server that is down', () => ({ args: ['--url', 'http://127.0.0.1:1'] }), ['server', 'fail', /refused/, 'site']],
  [
    'a server whose name nobody knows',
    () => ({ args: ['--url', 'https://panda.invalid:25443'] }),
    ['server', 'fail', /no address is known|no name server/, 'you'],
  ],
  [
    'a server that is not PanDA',
    async () => ({ args: ['--url', await webServer((_, answer) => answer.end('<html>It works!</html>'))] }),
    ['server', 'fail', /./, 'server'],
  ],
  [
    'a server whose authority nobody knows',
    async () => ({ args: ['--url', (await listening(untrustedServer())).replace('http:', 'https:')] }),
    ['server', 'fail', /certificate|vouch|trust/i, 'you'],
  ],
  [
    'a proxy that has expired',
    async (grid) => {
      const { bad } = await writeCredentials();
      const file = join(grid.directory, 'proxy');
      await writeFile(file, bad.expired, { mode: 0o600 });
      return { args: ['--proxy', file, '--url', 'https://127.0.0.1:1'] };
    },
    ['credential', 'fail', /\(1373\)/, 'you'],
  ],
  [
    'a proxy that ends in an hour',
    async (grid) => {
      const { proxyFor } = await writeCredentials();
      const file = join(grid.directory, 'proxy');
      await writeFile(file, proxyFor(3600), { mode: 0o600 });
      return { args: ['--proxy', file, '--url', 'https://127.0.0.1:1'] };
    },
    ['credential', 'fail', /\(1382\)/, 'you'],
  ],
  [
    'a token that everybody can read',
    async (grid) => {
      const file = join(grid.directory, 'token');
      await writeFile(file, 'a.b.c', { mode: 0o644 });
      return { args: ['--token-file', file, '--token-origin', 'atlas:pilot'] };
    },
    ['credential', 'fail', /\(1163\)/, 'you'],
  ],
  [
    'a CA directory that is not there',
    () => ({ args: ['--ca-directory', '/nonexistent'] }),
    ['authorities', 'fail', /\/nonexistent is not there/, 'site'],
  ],
  [
    'a CA directory that everybody can write',
    async (grid) => {
      const directory = join(grid.directory, 'authorities');
      await mkdir(directory, { mode: 0o777 });
      for (const [name, text] of Object.entries(createTestAuthority().files())) {
        await writeFile(join(directory, name), text);
      }
      return {
        args: ['--ca-directory', directory],
        under: ['/bin/sh', '-c', `chmod 777 ${directory}; exec "$@"`, '-'],
      };
    },
    ['authorities', 'fail', /everybody may write/, 'site'],
  ],
  [
    'revocation lists that nobody renews',
    async () => {
      const { caDirectory } = await writeCredentials();
      const monthAgo = new Date(Date.now() - 30 * 86_400_000);
      for (const name of await readdir(caDirectory)) await utimes(join(caDirectory, name), monthAgo, monthAgo);
      return { args: ['--ca-directory', caDirectory] };
    },
    ['authorities', 'warn', /newest revocation list 30 d 0 h old/, 'site'],
  ],
  [
    'queuedata that is not JSON',
    async (grid) => {
      await writeFile(join(grid.directory, 'bad.json'), '{');
      return { args: ['--queuedata', join(grid.directory, 'bad.json')] };
    },
    ['queuedata', 'fail', /\(1117\)/],
  ],
  [
    'a queue that is offline',
    () => ({ queuedata: { status: 'offline' } }),
    ['queuedata', 'warn', /is offline/, 'queue'],
  ],
  [
    'a storage that is not mounted',
    () => ({ queuedata: { sepath: '/nonexistent/rucio', seprodpath: '/nonexistent/rucio' } }),
    ['storages', 'fail', /\/nonexistent\/rucio is not there/, 'site'],
  ],
  [
    'a storage that does not listen',
    () => ({ queuedata: { se: 'root://127.0.0.1:1/' } }),
    ['storages', 'fail', /^root:\/\/127\.0\.0\.1:1: connection refused/, 'site'],
  ],
  [
    'a storage whose name nobody knows',
    () => ({ queuedata: { se: 'davs://storage.invalid' } }),
    ['storages', 'fail', /^davs:\/\/storage\.invalid:443: (?:no address is known|no name server)/, 'you'],
  ],
  [
    'a storage whose authority nobody knows',
    async () => ({ queuedata: { se: `davs://localhost:${await portOf(untrustedServer())}` } }),
    ['storages', 'warn', /its certificate is not trusted/, 'storage'],
  ],
  [
    'a storage that takes connections and says nothing',
    async () => {
      const silent = createNetServer((socket) => onTestFinished(() => void socket.destroy()));
      return { queuedata: { se: `davs://127.0.0.1:${await portOf(silent)}` } };
    },
    ['storages', 'fail', /no TLS within the time/, 'storage'],
  ],
  [
    'a copytool whose program is missing',
    () => ({ queuedata: { copytool: 'lsm' } }),
    ['copytools', 'fail', /^lsm: lsm-get is not in the PATH/, 'site'],
  ],
  [
    'a storage that takes no file',
    async (grid) => {
      await rm(join(grid.storage, 'rucio/test'), { recursive: true });
      await writeFile(join(grid.storage, 'rucio/test'), 'in the way');
      return { args: ['--write'] };
    },
    ['transfers', 'fail', /^cp cannot write /, 'storage'],
  ],
  [
    'a work directory that is a file',
    (grid) => ({ args: ['--workdir', join(grid.directory, 'queuedata.json')] }),
    ['scratch', 'fail', /cannot be written/, 'you'],
  ],
  [
    'software in CVMFS that is not mounted',
    () => ({ queuedata: { appdir: '/cvmfs/software.invalid/sw' } }),
    ['cvmfs', 'fail', /^\/cvmfs\/software\.invalid is not there/, 'site'],
  ],
  ['few open files', () => ({ under: limited('-n 200') }), ['limits', 'fail', /only 200 open files/, 'site']],
  [
    'few processes',
    () => ({ under: limited('-u 300 2>/dev/null || ulimit -p 300') }),
    ['limits', 'warn', /only 300 processes/, 'site'],
  ],
  [
    'a demand that no launcher meets',
    () => ({ args: ['--payload-demands', 'other-account'] }),
    ['launchers', 'fail', /^bubblewrap lacks other-account \(it runs as uid/, 'site'],
  ],
  [
    'an Apptainer that keeps nothing apart',
    async () => {
      const standIn = '#!/bin/sh\nwhile [ "${1%.sif}" = "$1" ]; do shift; done\nshift\nexec "$@"\n';
      const there = await tree({ 'bin/apptainer*': standIn, 'a.sif': '' });
      return {
        args: [
          '--launchers',
          'apptainer',
          '--payload-image',
          join(there, 'a.sif'),
          '--payload-demands',
          'own-processes',
        ],
        env: { PATH: `${join(there, 'bin')}:/usr/bin:/bin` },
      };
    },
    ['launchers', 'fail', /^apptainer lacks own-processes \(it sees the processes of the node\)/, 'site'],
  ],
];

/** They mount things. */
const asRoot: typeof ailments = [
  [
    'a control group with less memory than the queue promises',
    async ({ directory }) => {
      const file = join(directory, 'cgroup');
      await writeFile(file, '0::/batch\n');
      const script = [
        'mount -t tmpfs tmpfs /sys/fs/cgroup && mkdir /sys/fs/cgroup/batch && : >/sys/fs/cgroup/cgroup.controllers',
        'echo 1000000000 >/sys/fs/cgroup/batch/memory.max && mount --bind "$1" /proc/$$/cgroup && shift && exec "$@"',
      ].join(' && ');
      const under = ['unshare', '--mount', '--propagation', 'private', '/bin/sh', '-c', script, 'group', file];
      return { under, queuedata: { maxrss: 4000 } };
    },
    ['cgroups', 'warn', /^version 2, 1\.0 GB of memory, .* the queue promises jobs 4\.2 GB$/, 'queue'],
  ],
  [
    'a disk that is full',
    ({ workdir }) => ({ under: mounted(workdir, 'size=1m') }),
    ['scratch', 'fail', /payloads are ended below/, 'site'],
  ],
  [
    'a work directory that cannot be written',
    ({ workdir }) => ({ under: mounted(workdir, 'ro') }),
    ['scratch', 'fail', /Read-only file system/, 'you'],
  ],
  [
    'a work directory where no program starts',
    ({ workdir }) => ({ under: mounted(workdir, 'noexec') }),
    ['scratch', 'fail', /no program can be started/, 'site'],
  ],
  [
    'a name server that does not answer',
    async ({ directory }) => {
      const file = join(directory, 'resolv.conf');
      await writeFile(file, 'nameserver 127.1.2.3\n');
      const silent = createSocket('udp4').bind(53, '127.1.2.3');
      onTestFinished(() => void silent.close());
      const swap = 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"';
      const under = ['unshare', '--mount', '--propagation', 'private', '/bin/sh', '-c', swap, 'swap', file];
      return { under, args: ['--url', 'https://panda.example.org:25443'] };
    },
    ['server', 'fail', /no name server tells where panda\.example\.org is/, 'you'],
  ],
  [
    'a kernel that forbids user namespaces',
    () => {
      const forbid = 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"';
      return { under: ['unshare', '--user', '--map-root-user', '/bin/sh', '-c', forbid, 'forbid'] };
    },
    ['namespaces', 'warn', /cannot be made: user\.max_user_namespaces is 0/, 'site'],
  ],
];

async function find(row: (typeof ailments)[number]): Promise<void> {
  const [, breakIt, [check, level, text, owner]] = row;
  const healthy = await startGrid();
  const ailment = await breakIt(healthy);
  if (ailment.queuedata !== undefined) {
    const sane = JSON.parse(await readFile(join(healthy.directory, 'queuedata.json'), 'utf8')) as object;
    await writeFile(join(healthy.directory, 'queuedata.json'), JSON.stringify({ ...sane, ...ailment.queuedata }));
  }
  const { findings, exitCode, fit, stderr, tookMs } = await consult(healthy, [check], ailment);
  const worst = findings.filter((finding) => finding.level === level);
  expect(worst, stderr).toEqual([
    expect.objectContaining({ check, text: expect.stringMatching(text), ...(owner === undefined ? {} : { owner }) }),
  ]);
  expect(worst[0]?.advice ?? '').not.toBe('');
  // A check has four seconds, and a busy machine as many again; whoever waits for a resolver's own end takes longer.
  expect(tookMs).toBeLessThan(8000);
  expect([fit, exitCode]).toEqual(level === 'warn' ? [true, 0] : [false, check === 'server' ? 4 : 3]);
}

describe.skipIf(needsTool('bwrap', 'unshare', 'getent'))('panda-pilot doctor', () => {
  it('finds a healthy node fit within five seconds, and leaves nothing behind', async () => {
    const grid = await startGrid();
    const { exitCode, findings, fit, tookMs } = await consult(grid, [], { args: ['--write'] });
    expect(findings.filter(({ level }) => level === 'fail')).toEqual([]);
    expect([exitCode, fit]).toEqual([0, true]);
    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(checks.map(({ name }) => name)));
    expect(tookMs).toBeLessThan(5000);
    await grid.expectNothingLeft();
    expect(await grid.stored()).toEqual([]);
  });

  it.each(ailments)('sees %s', async (...row) => find(row));
  it.skipIf(onlyAsRoot()).each(asRoot)('sees %s', async (...row) => find(row));
});
