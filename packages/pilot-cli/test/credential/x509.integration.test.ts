import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type TestHolder, createTestAuthority, createTestVoms, onlyAsRoot, tree } from '@panda-pilot/testkit';
import { startCommand } from '@panda-pilot/timed-command';
import { describe, expect, it } from 'vitest';
import { type Grid, jobOf, log, output, pilotBundle, startGrid } from '../grid.ts';

const authority = createTestAuthority();
const host = authority.issue('/DC=test/DC=grid/CN=localhost');
const user = authority.issue('/DC=test/DC=grid/CN=Test Pilot');
const voms = createTestVoms(authority);
const caDirectory = (): Promise<string> => tree(authority.files({ revocations: authority.revoke([]) }));

/** A proxy with the production role for so many hours. */
function proxyFor(hours: number): TestHolder {
  const notAfter = new Date(Date.now() + hours * 3_600_000);
  const fqans = ['/atlas/Role=production/Capability=NULL'];
  return user.delegate({ notAfter, attributes: [voms.attributes(user, { notAfter, fqans })] });
}

/** A server that knows the bearer of `proxy`, and nobody else. */
async function gridFor(
  proxy: TestHolder,
): Promise<{ readonly grid: Grid; readonly url: string; readonly file: string }> {
  const pilot = { dn: proxy.certificate.subject, fqans: ['/atlas/Role=production/Capability=NULL'] };
  const grid = await startGrid({
    tls: {
      key: host.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      cert: host.chain.map(({ pem }) => pem).join(''),
    },
    tokens: [],
    identifyCertificate: ([leaf]) => (leaf?.equals(proxy.certificate.der) === true ? pilot : undefined),
  });
  const file = join(grid.directory, 'x509up');
  await writeFile(file, proxy.file(), { mode: 0o600 });
  return { grid, file, url: grid.server.url.replace('127.0.0.1', 'localhost') };
}

describe('with an X.509 proxy', () => {
  it('a job runs, at a server that is known by the CA directory', async () => {
    const { grid, url, file } = await gridFor(proxyFor(96));
    const id = await grid.submit({ transformation: await grid.script('good', 'exit 0'), log: log('log.tgz') });
    const args = ['--url', url, '--proxy', file, '--ca-directory', await caDirectory()];
    const { exitCode, stderr } = await grid.pilot(args).ended;
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(jobOf(grid, id).status).toBe('finished');
    await grid.expectNothingLeft();
  });

  it('no output is stored when it will not do any more; the server is told why', async () => {
    const { grid, url, file } = await gridFor(proxyFor(96));
    const payload = await grid.script('careless', `chmod 644 ${file}; echo x > out.txt`);
    const id = await grid.submit({ transformation: payload, outputs: [output('out.txt')], log: log('log.tgz') });
    const args = ['--url', url, '--proxy', file, '--ca-directory', await caDirectory(), '--max-jobs', '1'];
    expect((await grid.pilot(args).ended).exitCode).toBe(5);
    const { status, columns } = jobOf(grid, id);
    expect({ status, code: columns.pilotErrorCode }).toEqual({ status: 'failed', code: 1163 });
    expect((await grid.stored()).filter((path) => path.endsWith('out.txt'))).toEqual([]);
  });

  it('a wrapper of pilot 3 needs to name neither proxy nor authorities', async () => {
    const { grid, url, file } = await gridFor(proxyFor(96));
    const id = await grid.submit({ transformation: await grid.script('good', 'exit 0'), log: log('log.tgz') });
    const words = ['-q', 'TEST_QUEUE', '-j', 'managed', '-i', 'PR', '--pilot-user', 'ATLAS', `--url=${url}`];
    const { result } = startCommand(process.execPath, [pilotBundle, ...words, '-a', grid.workdir], {
      cwd: grid.directory,
      env: { PATH: process.env['PATH'] ?? '', X509_USER_PROXY: file, X509_CERT_DIR: await caDirectory() },
      timeoutMs: 50_000,
    });
    expect((await result).exit).toMatchObject({ kind: 'exited', exitCode: 0 });
    expect(jobOf(grid, id).status).toBe('finished');
  });

  it.each([
    ['that would not outlive a job', 20, [], /172800 s are needed \(1382\)/],
    ['that would not last until it is staged in', 20, ['--proxy-limits', 'start=0'], /172800 s are needed \(1382\)/],
    ['that today’s pilots would not start with', 71, ['--proxy-limits', 'current'], /\(1382\)/],
    ['that has expired', -1, [], /\(1373\)/],
  ])('%s no job is taken', async (_, hours, limits, words) => {
    const { grid, url, file } = await gridFor(proxyFor(hours));
    const args = ['--url', url, '--proxy', file, '--ca-directory', await caDirectory(), ...limits];
    const { exitCode, stderr } = await grid.pilot(args).ended;
    expect([exitCode, stderr]).toEqual([3, expect.stringMatching(words)]);
    expect(grid.server.requests.map(({ method }) => method)).not.toContain('pilot/acquire_jobs');
    await grid.expectNothingLeft();
  });

  describe('while its payload runs a job is ended, its log stored and the server told, once the proxy', () => {
    const soon = { notAfter: new Date(Date.now() + 8 * 3_600_000) };
    /** Those that bring another file do it in one step: nobody finds half of it. */
    type Loss = [string, (file: string, authorities: string) => string, string[], number, RegExp];
    const losses: Loss[] = [
      [
        'has too little time left',
        () => '',
        ['--proxy-limits', 'start=0,stage-in=0,running=86400'],
        1382,
        /86400 s are/,
      ],
      ['is removed', (file) => `rm ${file}`, [], 1163, /it does not exist/],
      ['can be read by everybody', (file) => `chmod 644 ${file}`, [], 1163, /0644/],
      ['has lost its attributes', (file) => `mv ${file}.bare ${file}`, [], 1177, /no VOMS attributes/],
      ['has expired', (file) => `mv ${file}.expired ${file}`, [], 1373, /expired at/],
      [
        'is revoked',
        (_, place) => `for list in ${place}/*.r0; do cp ${place}/new ${place}/next; mv ${place}/next "$list"; done`,
        [],
        1163,
        /is revoked/,
      ],
    ];
    it.each(losses)('%s', async (_, lose, args, code, words) => {
      const hours = code === 1382 ? 20 : 96;
      const { grid, url, file } = await gridFor(proxyFor(hours));
      const lists = { revocations: authority.revoke([]), new: authority.revoke([user.certificate.serial]) };
      const authorities = await tree({ ...authority.files(lists), new: lists.new });
      await writeFile(`${file}.bare`, user.delegate(soon).file(), { mode: 0o600 });
      await writeFile(`${file}.expired`, proxyFor(-1).file(), { mode: 0o600 });
      const payload = await grid.script('loses', `${lose(file, authorities)}\nexec sleep 50`);
      const id = await grid.submit({ transformation: payload, outputs: [output('out.txt')], log: log('log.tgz') });
      const given = ['--url', url, '--proxy', file, '--ca-directory', authorities, '--max-jobs', '1'];
      const { exitCode } = await grid.pilot([...given, '--credential-watch', '0.2', ...args]).ended;
      const { status, columns } = jobOf(grid, id);
      expect([exitCode, status, columns.pilotErrorCode]).toEqual([5, 'failed', code]);
      expect(columns.pilotErrorDiag).toMatch(words);
      expect((await grid.stored()).map((path) => basename(path))).toEqual(['log.tgz']);
      await grid.expectNothingLeft();
    });

    it('but not when it is replaced by a good one', async () => {
      const { grid, url, file } = await gridFor(proxyFor(96));
      await writeFile(`${file}.new`, await readFile(file), { mode: 0o600 });
      // For a moment there is none: renewals that do without a rename are like that. One process, lest the moment become a second.
      const renewal = `unlink "${file}"; select undef, undef, undef, 0.1; rename "${file}.new", "${file}"`;
      const payload = await grid.script('renewed', `perl -e '${renewal}'; sleep 1.5`);
      const id = await grid.submit({ transformation: payload, log: log('log.tgz') });
      const args = ['--url', url, '--proxy', file, '--ca-directory', await caDirectory(), '--credential-watch', '0.1'];
      const { exitCode } = await grid.pilot([...args, '--max-jobs', '1']).ended;
      expect([exitCode, jobOf(grid, id).status]).toEqual([0, 'finished']);
    });
  });

  const cut = (pem: string): string => pem.slice(0, pem.length / 2);
  const signedByAnother = (): string => {
    const other = createTestAuthority('/DC=test/DC=grid/CN=Forger').issue('/DC=test/DC=grid/CN=Test Pilot');
    return other.delegate({ notAfter: new Date(Date.now() + 96 * 3_600_000) }).file();
  };
  type Spoilt = [string, (file: string) => Promise<void>, RegExp];
  /** As the pilot's own account, which is not root's. */
  const ordinary = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  const foreign: Spoilt = ['belongs to somebody else', (file) => chown(file, 4711, 4711), /4711.*\(1163\)/];
  it.each<Spoilt>([
    ['is missing', (file) => rm(file), /\(1163\)/],
    ['is a directory', async (file) => rm(file).then(() => mkdir(file)), /\(1163\)/],
    ['is truncated', async (file) => writeFile(file, cut(await readFile(file, 'utf8'))), /\(1163\)/],
    ['is garbage', (file) => writeFile(file, Buffer.alloc(5000, 0xa5)), /\(1163\)/],
    ['is forged', (file) => writeFile(file, signedByAnother()), /\(1163\)/],
    ['everybody can read', (file) => chmod(file, 0o644), /0644.*\(1163\)/],
    ...(onlyAsRoot() ? [] : [foreign]),
  ])('that %s nothing is asked for', async (_, spoil, words) => {
    const { grid, url, file } = await gridFor(proxyFor(96));
    await spoil(file);
    const args = ['--url', url, '--proxy', file, '--ca-directory', await caDirectory()];
    const { exitCode, stderr } = await grid.pilot(args).ended;
    const said = stderr.split('\n').filter((line) => line.startsWith('panda-pilot: '));
    expect([exitCode, said, grid.server.requests]).toEqual([3, [expect.stringMatching(words)], []]);
  });

  it.skipIf(onlyAsRoot())('that it may not read nothing is asked for', async () => {
    const { grid, url, file } = await gridFor(proxyFor(96));
    await Promise.all([chmod(grid.directory, 0o755), chmod(grid.workdir, 0o777)]);
    const args = ['--url', url, '--proxy', file];
    const { exitCode, stderr } = await grid.pilot(args, { under: ordinary }).ended;
    const said = stderr.split('\n').filter((line) => line.startsWith('panda-pilot: '));
    const denied = expect.stringMatching(/x509up: permission denied \(1163\)/);
    expect([exitCode, said, grid.server.requests]).toEqual([3, [denied], []]);
  });

  it('nothing is shown to a server that the CA directory does not know', async () => {
    const { grid, url, file } = await gridFor(proxyFor(96));
    const others = createTestAuthority('/DC=test/DC=grid/CN=Other CA');
    const args = ['--url', url, '--proxy', file, '--ca-directory', await tree(others.files())];
    const { exitCode } = await grid.pilot([...args, '--server-patience', '0']).ended;
    expect([exitCode, grid.server.requests]).toEqual([3, []]);
  });
});
