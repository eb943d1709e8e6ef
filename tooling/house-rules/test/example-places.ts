import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rucioPath } from '@panda-pilot/core';
import { startPandaLocal } from '@panda-pilot/panda-local';
import {
  createGridCredentials,
  createTestAuthority,
  createTestVoms,
  needsGridftp,
  needsTool,
  needsXrootd,
  scriptedServer,
  startGridftp,
  startXrootd,
  tempDir,
  tree,
} from '@panda-pilot/testkit';
import { onTestFinished } from 'vitest';

/** Where an example of a README can do what it shows. */
export interface Place {
  /** What has another name here than in the documentation. */
  readonly names: Readonly<Record<string, string>>;
  /** The words before a command that is to reach the servers. */
  readonly enter?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Words that a good end writes. */
  readonly written: string;
}

const readme = Buffer.from('read me\n');

/** By package: what its example needs beside Node. Undefined where this machine lacks it, which in CI fails. Everything ends with the test. */
export const examplePlaces: Readonly<Record<string, () => Promise<Place | undefined>>> = {
  async credentials() {
    const authority = createTestAuthority();
    const voms = createTestVoms(authority);
    const user = authority.issue('/DC=test/DC=grid/CN=Test Pilot');
    const grid = await tree({
      ...below('certificates', authority.files()),
      ...below('vomsdir', voms.files()),
    });
    const proxy = join(await tempDir(), 'x509up');
    const fqans = ['/atlas/Role=production/Capability=NULL'];
    await writeFile(proxy, user.delegate({ attributes: [voms.attributes(user, { fqans })] }).file(), { mode: 0o600 });
    return { names: { '/tmp/x509up_u1000': proxy, '/etc/grid-security': grid }, written: fqans[0] ?? '' };
  },
  async download() {
    const { url } = await scriptedServer({ answers: [{ body: readme }] });
    return { names: { 'https://pandaserver.cern.ch': url }, written: `${readme.length}\n` };
  },
  async glexec() {
    if (needsTool('bwrap')) return undefined;
    const directory = await tempDir();
    for (const name of ['state', 'job']) await mkdir(join(directory, name));
    return { names: { '/scratch/pilot': directory }, written: 'exitCode: 0' };
  },
  async 'movers-castor'() {
    return atXrootd({}, `size: ${readme.length}`);
  },
  async 'movers-gridftp'() {
    if (needsGridftp()) return undefined;
    const credentials = await createGridCredentials();
    onTestFinished(() => credentials.remove());
    const { url, root, enter, plant, stop } = await startGridftp(credentials);
    onTestFinished(stop);
    await plant('/data/file', readme);
    const names = { 'gsiftp://gridftp.example.org': `${url}${root}`, '/tmp/file': join(await tempDir(), 'file') };
    return { names, enter, env: credentials.environment, written: `bytes: ${readme.length}` };
  },
  async 'movers-http'() {
    const { url } = await scriptedServer({ answers: [{ body: readme }] });
    const names = { 'https://eospublic.cern.ch:8444': url, '/tmp/README': join(await tempDir(), 'README') };
    return { names, written: `bytes: ${readme.length}` };
  },
  async 'movers-rucio'() {
    const name = 'EVNT.01._000001.pool.root';
    const pfn = `root://se.example.org//${rucioPath('mc23', name)}`;
    const pfns = { [pfn]: { rse: 'HERE', type: 'DISK', domain: 'wan', priority: 1 } };
    const body = `${JSON.stringify({ scope: 'mc23', name, bytes: 7, adler32: '0bf902fc', pfns })}\n`;
    const { url } = await scriptedServer({ answers: [{ body }] });
    return { names: { 'https://rucio.example.org': url }, env: { RUCIO_TOKEN: 'secret' }, written: "rse: 'HERE'" };
  },
  async 'movers-xrootd'() {
    return atXrootd({ '/tmp/README': join(await tempDir(), 'README') }, `bytes: ${readme.length}`);
  },
  async 'panda-client'() {
    const token = 'the-token';
    const known = { token, name: 'Test Pilot', groups: ['atlas/production'] };
    const server = await startPandaLocal({ directory: await tempDir(), tokens: [known] });
    onTestFinished(() => server.close());
    await server.submit({ queue: 'MY_QUEUE', label: 'managed', transformation: '/bin/true' });
    const file = join(await tempDir(), 'token');
    await writeFile(file, token, { mode: 0o600 });
    return { names: { 'https://pandaserver.example:25443': server.url, '/tmp/token': file }, written: 'true' };
  },
};

async function atXrootd(names: Place['names'], written: string): Promise<Place | undefined> {
  if (needsXrootd()) return undefined;
  const { url, enter, plant, stop } = await startXrootd();
  onTestFinished(stop);
  await plant('/eos/opendata/cms/README', readme);
  return { names: { 'root://eospublic.cern.ch': url, ...names }, enter, written };
}

function below(folder: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}
