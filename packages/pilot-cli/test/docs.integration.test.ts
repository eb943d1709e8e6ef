import { readFileSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startPandaLocal } from '@panda-pilot/panda-local';
import {
  codeBlocks,
  createTestAuthority,
  createTestVoms,
  inTurns,
  needsTool,
  tempDir,
  tree,
} from '@panda-pilot/testkit';
import { type CommandResult, describeEnding, runCommand } from '@panda-pilot/timed-command';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pilotBundle } from './grid.ts';

const root = join(import.meta.dirname, '../../..');
const packages = readdirSync(join(root, 'packages'));
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...['docs', 'docs/adr'].flatMap((folder) =>
    readdirSync(join(root, folder)).flatMap((name) => (name.endsWith('.md') ? [`${folder}/${name}`] : [])),
  ),
  ...packages.map((name) => `packages/${name}/README.md`),
].map((page) => ({ page, blocks: codeBlocks(readFileSync(join(root, page), 'utf8'), 'sh') }));

/** Every command line of the documentation that this test does not run, and what becomes of it instead: a new one is a new line here. */
const notRun: Readonly<Record<string, string>> = {
  'README.md: npm run demo': 'run below',
  'README.md: npm test': 'runs this test',
  'README.md: pnpm bundle': 'bundle.integration.test.ts',
  'README.md: pnpm bundle --movers xrdcp,davs': 'bundle.integration.test.ts',
  'README.md: npm install --global @panda-pilot/pilot-cli': 'npm.integration.test.ts, from tarballs',
  'README.md: npm install @panda-pilot/runjob @panda-pilot/movers-xrootd': 'npm.integration.test.ts, from tarballs',
  'README.md: node scripts/pilot3-tree.mjs /tmp/pilot3 && tar -C /tmp -czf pilot3.tar.gz pilot3':
    'wrapper.integration.test.ts',
  'CONTRIBUTING.md: pnpm build': 'npm test begins with it',
  'CONTRIBUTING.md: pnpm check': 'by hand: it runs tests, too',
  'CONTRIBUTING.md: npm test': 'runs this test',
  'CONTRIBUTING.md: pnpm format': 'by hand: it writes sources',
  'CONTRIBUTING.md: pnpm uniform': 'by hand: it writes sources',
  'CONTRIBUTING.md: pnpm bench': 'by hand: it wants a quiet machine',
  'CONTRIBUTING.md: pnpm --filter @panda-pilot/core test': 'npm test runs them all',
  'CONTRIBUTING.md: npx vitest run --project core': 'npm test runs them all',
  "CONTRIBUTING.md: npx vitest run --project 'pilot-cli:*'": 'npm test runs them all',
  'CONTRIBUTING.md: npx vitest run chaos': 'npm test runs them all',
  'CONTRIBUTING.md: PANDA_LARGE_FILES=true npx vitest run --project movers-http:integration -t 2147483649':
    'by hand: it moves gigabytes',
  'CONTRIBUTING.md: pnpm release --dry-run': 'npm.integration.test.ts',
  'CONTRIBUTING.md: pnpm changeset version': 'releases.integration.test.ts, in a copy',
  'CONTRIBUTING.md: pnpm release': 'releases.integration.test.ts, as far as a refusal',
  'docs/launchers.md: panda-pilot run --url https://panda.example.org:25443 -q MY_QUEUE --launchers sudo+bubblewrap --payload-accounts payload1':
    'launch.integration.test.ts, with an account of its own',
  'docs/mover-author.md: pnpm uniform && pnpm build': 'by hand: it writes sources',
  'docs/mover-author.md: npx vitest run --project movers-mine': 'a mover of the reader',
  'docs/mover-author.md: pnpm check': 'by hand: it runs tests, too',
  'docs/mover-author.md: npm install @panda-pilot/movers-core': 'npm.integration.test.ts, from tarballs',
  'docs/mover-author.md: npm install --save-dev vitest': 'a package of the reader',
  'docs/site-administrator.md: pnpm bundle --output /tmp/pilot': 'bundle.integration.test.ts',
  'docs/site-administrator.md: cd /tmp/pilot && sha256sum --check SHA256SUMS': 'bundle.integration.test.ts',
  'docs/site-administrator.md: tar -C /opt -xzf panda-pilot-*-linux-x64.tar.gz': 'bundle.integration.test.ts',
  'docs/site-administrator.md: /opt/panda-pilot-*/bin/panda-pilot --version': 'bundle.integration.test.ts',
  'docs/site-administrator.md: npm install --global @panda-pilot/pilot-cli': 'npm.integration.test.ts, from tarballs',
  'docs/site-administrator.md: panda-pilot stage-in --copytool xrdcp --proxy "$X509_USER_PROXY" root://storage.example.org//atlas/rucio/mc16/EVNT.root':
    'transfers-by-hand.integration.test.ts, over WebDAV',
  'docs/site-administrator.md: panda-pilot stage-out --copytool davs --token-file token --to davs://storage.example.org/atlas/scratch/ a.root b.root':
    'transfers-by-hand.integration.test.ts, by a proxy',
  'packages/runjob/README.md: runjob --dir PandaJob_4711': 'npm.integration.test.ts',
};

const programs = {
  'panda-local': join(root, 'packages/panda-local/dist/bin/panda-local.js'),
  'the-pilot': pilotBundle,
};

const fqans = ['/atlas/Role=production/Capability=NULL'];

interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  readonly tls: { readonly key: string; readonly cert: string };
  /** By which the servers know the pilot's proxy. */
  readonly dn: string;
}

/** What the documentation calls https://panda.example.org:25443 is the page's own server, and it has a job for every pilot that is started. */
const pandaPilot = `#!/bin/bash
case $1 in run|-q)
  job='{"queue": "MY_QUEUE", "label": "managed", "transformation": "/bin/true"}'
  echo "$job" | PANDA_LOCAL_URL=https://localhost:$DOCS_PORT NODE_EXTRA_CA_CERTS=$DOCS_AUTHORITY panda-local submit - > /dev/null || exit 99
esac
words=("\${@//panda.example.org:25443/localhost:$DOCS_PORT}")
words=("\${words[@]//panda.example.org/localhost}")
[ -z "$PANDA_PILOT_URL" ] || export PANDA_PILOT_URL="\${PANDA_PILOT_URL/panda.example.org:25443/localhost:$DOCS_PORT}"
exec the-pilot "\${words[@]/#25443/$DOCS_PORT}"
`;

describe('what the documentation tells people to type', () => {
  it('is run here, but for what is listed', () => {
    const left = pages.flatMap(({ page, blocks }) =>
      blocks.flatMap(({ text, elsewhere }) =>
        elsewhere === undefined ? [] : commandsIn(text).map((command) => `${page}: ${command}`),
      ),
    );
    expect(left).toEqual(Object.keys(notRun));
  });

  it('lets a demo run in this clone', async () => {
    const env = { PATH: process.env['PATH'] ?? '' };
    const result = await runCommand('npm', ['run', 'demo'], { cwd: root, env, timeoutMs: 110_000 });
    expect(whatWentWrong(result)).toBe('');
    expect(result.stdout.match(/as expected$/gm)).toHaveLength(4);
  }, 120_000);

  it('runs, page by page, from the first line to the last', async () => {
    const runnable = pages
      .map(({ page, blocks }) => ({ page, text: textToRun(page, blocks) }))
      .filter(({ page, text }) => text !== '' && !(page === 'docs/launchers.md' && needsTool('bwrap')));
    expect(runnable.map(({ page }) => page)).toContain('docs/site-administrator.md');
    const around = await surroundings();
    // Not all of them at once: what the doctor looks at must answer within its time.
    const ends = await inTurns(runnable, 2, async ({ page, text }) => ({ page, end: await runPage(text, around) }));
    expect(ends.filter(({ end }) => end !== '')).toEqual([]);
  }, 120_000);
});

function commandsIn(text: string): readonly string[] {
  return text.split('\n').map((line) => line.replace(/\s+# .*$/, ''));
}

/** What packages say of their installation, the tests of npm do. */
function textToRun(page: string, blocks: ReturnType<typeof codeBlocks>): string {
  const isInstallation = (text: string): boolean => page.startsWith('packages/') && text.startsWith('npm install ');
  return blocks
    .flatMap(({ text, elsewhere }) => (elsewhere === undefined && !isInstallation(text) ? [text] : []))
    .join('\n');
}

/** What a pilot finds around it on a node; all pages share it. */
async function surroundings(): Promise<Surroundings> {
  const authority = createTestAuthority();
  const host = authority.issue('/DC=test/DC=grid/CN=localhost');
  const user = authority.issue('/DC=test/DC=grid/CN=Test Pilot');
  const proxy = user.delegate({ attributes: [createTestVoms(authority).attributes(user, { fqans })] });
  const bin = await tree({
    'panda-pilot*': pandaPilot,
    ...Object.fromEntries(
      Object.entries(programs).map(([name, file]) => [
        `${name}*`,
        `#!/bin/sh\nexec '${process.execPath}' '${file}' "$@"\n`,
      ]),
    ),
  });
  const authorities = await tree(authority.files({ revocations: authority.revoke([]) }));
  const proxyFile = join(await tempDir(), 'x509up');
  await writeFile(proxyFile, proxy.file(), { mode: 0o600 });
  return {
    env: {
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      X509_USER_PROXY: proxyFile,
      X509_CERT_DIR: authorities,
      PANDA_PILOT_CA_DIRECTORY: authorities,
      DOCS_AUTHORITY: join(await tree({ 'authority.pem': authority.certificate.pem }), 'authority.pem'),
    },
    tls: {
      key: host.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      cert: host.chain.map(({ pem }) => pem).join(''),
    },
    dn: proxy.certificate.subject,
  };
}

/** Runs a page with a PanDA server of its own: a pilot that asks until no job is left would take those of other pages. */
async function runPage(text: string, { env, tls, dn }: Surroundings): Promise<string> {
  const server = await startPandaLocal({
    directory: await tempDir(),
    tls,
    identifyCertificate: () => ({ dn, fqans }),
  });
  onTestFinished(() => server.close());
  return run(text, { ...env, DOCS_PORT: new URL(server.url).port });
}

/** In a directory of its own, where the queue's configuration lies; resolves with what went wrong. */
async function run(text: string, env: Readonly<Record<string, string>>): Promise<string> {
  const directory = await tempDir();
  const storage = join(directory, 'the-storage');
  const places = { se: 'file://', seprodpath: storage, appdir: '', timefloor: 0 };
  const queuedata = { nickname: 'MY_QUEUE', status: 'online', copytool: 'cp', ...places };
  await Promise.all([storage, join(directory, 'work')].map((path) => mkdir(path)));
  await writeFile(join(directory, 'queuedata.json'), JSON.stringify(queuedata));
  return whatWentWrong(
    await runCommand('bash', ['-eux', '-o', 'pipefail', '-c', text], {
      cwd: directory,
      env: { ...env, HOME: directory, TMPDIR: directory },
      timeoutMs: 110_000,
    }),
  );
}

function whatWentWrong({ ending, stdout, stderr }: CommandResult): string {
  const good = ending.kind === 'exited' && ending.exitCode === 0;
  return good ? '' : `${describeEnding(ending)}\n${stdout}\n${stderr}`;
}
