import { fakeTools, scriptedServer } from '@panda-pilot/testkit';
import { runCommand } from '@panda-pilot/timed-command';
import { describe, expect, it } from 'vitest';
import { createLfcRegistrar, createLrcRegistrar, createRucioRegistrar } from '../../src/index.ts';

const { signal } = new AbortController();
const checksum = { algorithm: 'adler32', value: '0bf902fc' } as const;
const files = ['a', 'b'].map((lfn) => ({
  lfn,
  guid: `guid-${lfn}`,
  surl: new URL(`srm://se/data/${lfn}`),
  size: 7,
  checksum,
}));
const twice = <T>(one: T): readonly T[] => [one, one];

describe('Rucio', () => {
  it('is told of all files in one question', async () => {
    const server = await scriptedServer();
    server.answer({ status: 201 });
    const rucio = { url: new URL(server.url), token: async () => undefined, fetch };
    const registrar = createRucioRegistrar({ server: rucio, rse: 'CERN', scope: 'mc23' });
    expect(await registrar.register(files, { signal })).toEqual(twice({ kind: 'registered' }));
    const [request] = server.requests;
    expect(request?.path).toBe('/replicas');
    const first = {
      scope: 'mc23',
      name: 'a',
      bytes: 7,
      adler32: '0bf902fc',
      pfn: 'srm://se/data/a',
      meta: { guid: 'guid-a' },
    };
    expect(JSON.parse(request?.body ?? '')).toMatchObject({ rse: 'CERN', files: [first, { name: 'b' }] });
  });

  it.each([
    [409, 'refused'],
    [401, 'refused'],
    [500, 'unanswered'],
  ])('answers %i: %s', async (status, kind) => {
    const server = await scriptedServer();
    server.answer({ status, body: 'words of the server' });
    const rucio = { url: new URL(server.url), token: async () => undefined, fetch };
    const [one] = await createRucioRegistrar({ server: rucio, rse: 'CERN', scope: 'mc23' }).register(files, { signal });
    expect(one).toMatchObject({ kind, reason: expect.stringContaining(String(status)) });
  });
});

describe('an LRC', () => {
  it('is sent one form, fields joined', async () => {
    const server = await scriptedServer();
    server.answer({ body: '1' });
    const registrar = createLrcRegistrar({ url: new URL(server.url), fetch });
    expect(await registrar.register(files, { signal })).toEqual(twice({ kind: 'registered' }));
    const [request] = server.requests;
    expect(request?.path).toBe('/lrc/files');
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      pfns: 'srm://se/data/a+srm://se/data/b',
      lfns: 'a+b',
      guids: 'guid-a+guid-b',
      fsizes: '7+7',
      md5sums: '+',
      adler32s: '0bf902fc+0bf902fc',
      archivals: '+',
    });
  });

  it.each([
    ['LFNnonunique: a', 'refused'],
    ['guid-metadata entry already exists', 'refused'],
    ['string Limit exceeded 250', 'refused'],
    ['<html>please log in</html>', 'unanswered'],
    ['', 'unanswered'],
  ])('that answers %j has %s', async (body, kind) => {
    const server = await scriptedServer();
    server.answer({ body });
    const registrar = createLrcRegistrar({ url: new URL(server.url), fetch });
    expect(await registrar.register(files, { signal })).toMatchObject(twice({ kind }));
  });

  it('that is not there has not answered', async () => {
    const registrar = createLrcRegistrar({ url: new URL('http://127.0.0.1:1'), fetch });
    expect(await registrar.register(files, { signal })).toMatchObject(twice({ kind: 'unanswered' }));
  });
});

describe('an LFC', () => {
  const registrarWith = async (tools: Parameters<typeof fakeTools>[0]) => {
    const fakes = await fakeTools(tools);
    const registrar = createLfcRegistrar({
      host: 'lfc.test',
      vo: 'atlas',
      directoryOf: () => '/grid/atlas/dq2/ds',
      tools: { runCommand: (file, args, options) => runCommand(file, args, options), env: { PATH: fakes.directory } },
    });
    return { ...fakes, registrar };
  };

  it('is told file by file, directory first', async () => {
    const { registrar, calls } = await registrarWith({
      'lfc-mkdir': { stderr: '/grid/atlas/dq2/ds: File exists\n', exitCode: 1 },
      'lcg-rf': { stdout: 'guid:guid-a\n' },
    });
    expect(await registrar.register(files, { signal })).toEqual(twice({ kind: 'registered' }));
    const [made, told] = await calls();
    expect(made?.args).toEqual(['-m', '0775', '-p', '/grid/atlas/dq2/ds']);
    expect(told?.args).toEqual(['--vo', 'atlas', '-g', 'guid-a', '-l', 'lfn:/grid/atlas/dq2/ds/a', 'srm://se/data/a']);
    expect(told?.env).toMatchObject({ LFC_HOST: 'lfc.test', LFC_CONNTIMEOUT: '60' });
  });

  it.each([
    ['lcg-rf', { stderr: 'lfc: Permission denied\n', exitCode: 1 }, 'refused'],
    ['lcg-rf', { stderr: 'lfc.test: Could not establish context\n', exitCode: 1 }, 'unanswered'],
    ['lcg-rf', { exitCode: 9 }, 'unanswered'],
  ] as const)('%s %j', async (tool, fake, kind) => {
    const { registrar } = await registrarWith({ 'lfc-mkdir': {}, [tool]: fake });
    expect(await registrar.register(files.slice(0, 1), { signal })).toMatchObject([{ kind }]);
  });

  it('whose tools are gone has not answered', async () => {
    const { registrar } = await registrarWith({});
    expect(await registrar.register(files.slice(0, 1), { signal })).toMatchObject([{ kind: 'unanswered' }]);
  });
});
