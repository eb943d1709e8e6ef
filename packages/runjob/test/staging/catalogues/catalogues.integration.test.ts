import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rucioPath } from '@panda-pilot/core';
import { fakeTools, type ScriptedAnswer, scriptedServer } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { prepare, run, storedNames } from '../../prepared-job.ts';

const script = 'cat in.root > out.root';

/** What Rucio says of the one input: a replica at each of the paths. */
function replicas(...paths: readonly string[]): string {
  const pfns = Object.fromEntries(
    paths.map((path, index) => [`file://${path}`, { rse: 'R', type: 'DISK', domain: 'lan', priority: index + 1 }]),
  );
  return `${JSON.stringify({ scope: 'test', name: 'in.root', bytes: 3, adler32: '024d0127', pfns })}\n`;
}

async function jobWithRucio(queue: Readonly<Record<string, unknown>>, job: Readonly<Record<string, string>> = {}) {
  const server = await scriptedServer();
  const queuedata = () => ({ catchall: `rucio_host=${server.url}`, ...queue });
  return { server, ...(await prepare(script, { job, queuedata })) };
}

describe('Rucio is asked', () => {
  it('for inputs that the site has no place for', async () => {
    const { server, directory, storage } = await jobWithRucio({ seprodpath: '' }, { fsize: '0', checksum: 'NULL' });
    server.answer({ body: replicas('/nowhere/in.root', join(storage, rucioPath('test', 'in.root'))) });
    const { report } = await run(directory);
    // Where outputs go nobody says.
    expect(report).toMatchObject({ inputs: [{ lfn: 'in.root' }], payload: { exitCode: 0 } });
    expect(server.requests.map(({ path }) => path)).toEqual(['/replicas/list', '/replicas/suspicious']);
  });

  it.each([
    ['not-found', (place: string) => rm(place)],
    ['checksum-mismatch', (place: string) => writeFile(place, 'cba')],
  ] as const)('for inputs that cannot be had where the site has its place for them: %s', async (kind, spoil) => {
    const { server, directory, storage } = await jobWithRucio({});
    await spoil(join(storage, rucioPath('test', 'in.root')));
    await writeFile(join(storage, 'elsewhere'), 'abc');
    server.answer({ body: replicas(join(storage, 'elsewhere')) });
    const { report } = await run(directory);
    expect(report).toMatchObject({ state: 'finished', damagedReplicas: [{ lfn: 'in.root', kind }] });
    // The catalogue has named no replica at the site's place.
    expect(server.requests.map(({ path }) => path)).toEqual(['/replicas/list']);
  });

  it('for nothing that the queue refuses from wherever it comes', async () => {
    const { server, directory } = await jobWithRucio({ maxinputsize: 1 }, { fsize: '2000000' });
    const { report } = await run(directory);
    expect(report).toMatchObject({ state: 'failed', error: { name: 'SIZE_TOO_LARGE' } });
    expect(server.requests).toEqual([]);
  });

  it.each([
    ['does not know the file', { status: 404 }, '', 1100],
    ['is away', { status: 503 }, '', 1316],
    ['says what nobody can read', { body: '<html>log in</html>' }, '', 1322],
    ['is away, and the storage has said enough', { status: 503 }, 'rucio', 1103],
  ] as const)('and %s', async (_, answer, path, code) => {
    const queue = path === '' ? { seprodpath: '' } : {};
    const { server, directory, storage } = await jobWithRucio(queue);
    await rm(join(storage, rucioPath('test', 'in.root')));
    server.answer(answer);
    const { report } = await run(directory);
    expect(report).toMatchObject({ state: 'failed', error: { code } });
  });
});

describe('a replica that is not what the catalogue says', () => {
  const declarations = (server: { readonly requests: readonly { readonly path: string; readonly body: string }[] }) =>
    server.requests.flatMap(({ path, body }) => (path === '/replicas/suspicious' ? [JSON.parse(body)] : []));

  it('is declared to Rucio, with the reason, whatever becomes of the job', async () => {
    const { server, directory, storage } = await jobWithRucio({});
    const path = join(storage, rucioPath('test', 'in.root'));
    await writeFile(path, 'cba');
    server.answer({ body: replicas(path) }, { status: 201, body: '{}' });
    const { report } = await run(directory);
    expect(report).toMatchObject({ state: 'failed', error: { code: 1171 } });
    expect(report.damagedReplicas).toEqual([{ lfn: 'in.root', kind: 'checksum-mismatch', url: `file://${path}` }]);
    expect(declarations(server)).toEqual([
      { pfns: [`file://${path}`], reason: 'a PanDA pilot read it, and its checksum is another one' },
    ]);
  });

  it.each([
    ['refuses', { status: 401 }],
    ['does not answer', { hang: true }],
    ['answers what nobody can read', { status: 201, body: '<html>' }],
  ] as const)('keeps no job from its end where Rucio %s', async (_, answer) => {
    const { server, directory, storage } = await jobWithRucio({ seprodpath: '' }, { fsize: '0', checksum: 'NULL' });
    server.answer({ body: replicas('/nowhere/in.root', join(storage, rucioPath('test', 'in.root'))) }, answer);
    const startedAt = performance.now();
    const { report } = await run(directory);
    expect(report).toMatchObject({ inputs: [{ lfn: 'in.root' }], payload: { exitCode: 0 } });
    expect(declarations(server)).toMatchObject([{ pfns: ['file:///nowhere/in.root'] }]);
    expect(performance.now() - startedAt).toBeLessThan(30_000);
  });
});

describe('an LRC', () => {
  const jobWithLrc = async (answer: ScriptedAnswer) => {
    const server = await scriptedServer({ answers: [answer] });
    const queuedata = () => ({ region: 'US', dq2url: server.url });
    return { server, ...(await prepare(script, { queuedata })) };
  };

  it('is sent outputs and log in one form', async () => {
    const { server, directory } = await jobWithLrc({ body: '1' });
    const { report } = await run(directory);
    expect(report.state).toBe('finished');
    expect(server.requests.map(({ path }) => path)).toEqual(['/lrc/files']);
    const form = new URLSearchParams(server.requests[0]?.body);
    expect(form.get('lfns')).toBe('out.root+log.tgz');
    const surls = [...report.outputs, ...(report.log === undefined ? [] : [report.log])].map(({ surl }) => surl);
    expect(form.get('pfns')).toBe(surls.join('+'));
  });

  it.each([
    [{ body: 'LFNnonunique: out.root' }, /LFNnonunique/],
    [{ status: 500, body: 'oops' }, /answers 500/],
    [{ cut: 'before-answer' }, /closed|hang up|fetch failed/],
  ] as const)('fails the job that it does not take: %j', async (answer, words) => {
    const { directory, storage } = await jobWithLrc(answer);
    const { report } = await run(directory);
    expect(report).toMatchObject({ state: 'failed', error: { code: 1169, message: expect.stringMatching(words) } });
    expect(await storedNames(storage)).toContain('out.root');
  });
});

describe('an LFC', () => {
  const jobWithLfc = async (tools: Parameters<typeof fakeTools>[0]) => {
    const fakes = await fakeTools(tools);
    const queuedata = () => ({ region: 'US', lfchost: 'lfc.example.org', lfcprodpath: '/grid/atlas/dq2', vo: 'atlas' });
    const job = { destinationDblock: 'mc11.1.evgen.sub1,mc11.1.evgen.sub1', realDatasets: 'mc11.1.evgen,mc11.1.evgen' };
    const { directory, storage } = await prepare(script, { job, queuedata });
    const toolEnv = { PATH: `${fakes.directory}:/usr/bin:/bin` };
    return { storage, calls: fakes.calls, end: () => run(directory, { toolEnv }) };
  };

  it('is told of each file by its own tools, below the directory of the dataset', async () => {
    const { calls, end } = await jobWithLfc({ 'lfc-mkdir': {}, 'lcg-rf': {} });
    const { report } = await end();
    expect(report.state).toBe('finished');
    const [mkdir, register, , registerLog] = await calls();
    const directory = '/grid/atlas/dq2/mc11/1/evgen/mc11.1.evgen';
    expect(mkdir).toMatchObject({ tool: 'lfc-mkdir', args: ['-m', '0775', '-p', directory] });
    const [output] = report.outputs;
    const name = `lfn:${directory}/out.root`;
    expect(register).toMatchObject({
      tool: 'lcg-rf',
      args: ['--vo', 'atlas', '-g', output?.guid, '-l', name, output?.surl],
    });
    expect(registerLog?.args).toContain(`lfn:${directory}/log.tgz`);
  });

  it('takes a job that it has heard of before, and fails one that it does not take', async () => {
    const there = await jobWithLfc({ 'lfc-mkdir': {}, 'lcg-rf': { stderr: 'File exists', exitCode: 1 } });
    expect((await there.end()).report.state).toBe('finished');
    const refusing = await jobWithLfc({ 'lfc-mkdir': { stderr: 'lfc-mkdir: Permission denied', exitCode: 1 } });
    const { report } = await refusing.end();
    expect(report).toMatchObject({ state: 'failed', error: { code: 1169 } });
    expect(report.error?.message).toContain('Permission denied');
    expect(await storedNames(refusing.storage)).toContain('out.root');
  });
});

describe('stored files are registered', () => {
  /** Answers to registrations, one after the other. */
  async function registered(...answers: readonly ScriptedAnswer[]) {
    const job = await jobWithRucio({ lfcregister: 'rucio' }, { ddmEndPointOut: 'RSE,RSE' });
    for (const answer of answers) job.server.answer(answer);
    return job;
  }

  it('once, outputs and log together', async () => {
    const { server, directory } = await registered({ status: 201 });
    const { report } = await run(directory);
    expect(report.state).toBe('finished');
    expect(server.requests.map(({ path }) => path)).toEqual(['/replicas']);
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({
      rse: 'RSE',
      files: [
        { scope: 'test', name: 'out.root', bytes: 3 },
        { scope: 'test', name: 'log.tgz' },
      ],
    });
    await run(directory);
    expect(server.requests).toHaveLength(1);
  });

  it('after a crash in the middle, whatever of it the catalogue has heard', async () => {
    const { server, directory, storage } = await registered({ status: 201 }, { status: 409, body: 'duplicate' });
    await run(directory);
    const lines = readFileSync(directory.journal, 'utf8').trimEnd().split('\n');
    const asked = lines.findIndex((line) => line.includes('files-registering'));
    writeFileSync(directory.journal, `${lines.slice(0, asked + 1).join('\n')}\n`);
    rmSync(directory.report);
    const { report } = await run(directory);
    expect(report.state).toBe('finished');
    expect(server.requests).toHaveLength(2);
    expect(await storedNames(storage)).toEqual(['in.root', 'log.tgz', 'out.root']);
  });

  it.each([
    [{ status: 409, body: 'duplicate' }, /answers 409/],
    [{ status: 500 }, /answers 500/],
    [{ cut: 'before-answer' }, /Rucio cannot be asked|closed|hang up/i],
  ] as const)('or the job fails: %j', async (answer, words) => {
    const { directory, storage } = await registered(answer);
    const { report } = await run(directory);
    expect(report).toMatchObject({ state: 'failed', error: { code: 1169, message: expect.stringMatching(words) } });
    expect(await storedNames(storage)).toContain('out.root');
  });
});
