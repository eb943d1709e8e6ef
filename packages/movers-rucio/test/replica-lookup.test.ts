import { scriptedServer, type ScriptedServer } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { createReplicaLookup, type ReplicaLookup, type RucioServer } from '../src/index.ts';

const { signal } = new AbortController();
const files = ['a', 'b'].map((name) => ({ scope: 'mc23', name }));

function lookupAt(server: ScriptedServer, settings: Partial<RucioServer> = {}): ReplicaLookup {
  return createReplicaLookup({ url: new URL(server.url), token: async () => 'secret', fetch, ...settings });
}

const entry = {
  scope: 'mc23',
  name: 'b',
  bytes: 7,
  adler32: 'bf902fc',
  md5: null,
  pfns: {
    'davs://far/b': { rse: 'FAR', type: 'DISK', domain: 'wan', priority: 3 },
    'root://near//b': { rse: 'NEAR', type: 'DISK', domain: 'lan', priority: 1 },
    'srm://tape/b': { rse: 'TAPE', type: 'TAPE', domain: 'wan', priority: 4 },
    'no url': { rse: 'X' },
  },
};

describe('the replicas that Rucio knows', () => {
  it('are found for all files in one question, best first', async () => {
    const server = await scriptedServer();
    server.answer({ body: `${JSON.stringify(entry)}\n` });
    const [unknown, found] = await lookupAt(server).find(files, { signal, schemes: ['root'], site: 'CERN' });
    expect(unknown).toEqual({ ...files[0], replicas: [] });
    expect(found).toMatchObject({ size: 7, checksum: { algorithm: 'adler32', value: '0bf902fc' } });
    expect(found?.replicas.map(({ rse, isLocal, isTape }) => [rse, isLocal, isTape])).toEqual([
      ['NEAR', true, false],
      ['FAR', false, false],
      ['TAPE', false, true],
    ]);
    const [request] = server.requests;
    expect(request).toMatchObject({ verb: 'POST', path: '/replicas/list' });
    expect(request?.headers['x-rucio-auth-token']).toBe('secret');
    const asked = { dids: files, sort: 'geoip', schemes: ['root'], client_location: { site: 'CERN' } };
    expect(JSON.parse(request?.body ?? '')).toEqual(asked);
  });

  it('are none where the server knows none of the files', async () => {
    const server = await scriptedServer();
    server.answer({ status: 404, body: '{"ExceptionClass": "DataIdentifierNotFound"}' });
    expect(await lookupAt(server).find(files, { signal })).toEqual(files.map((file) => ({ ...file, replicas: [] })));
  });

  it.each([
    ['a login page', { body: '<html>log in</html>' }, 'other'],
    ['a page instead of a record', { body: '[]' }, 'other'],
    ['no rights', { status: 401, body: 'no token' }, 'denied'],
    ['maintenance', { status: 503, body: 'later' }, 'offline'],
    ['a way to somewhere else', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'network'],
    ['a cut connection', { cut: 'mid-body', body: '{"scope"' }, 'network'],
    ['nothing', { hang: true }, 'timed-out'],
    ['no end', { drip: 'x'.repeat(100), everyMs: 20 }, 'timed-out'],
    ['too much', { body: 'x'.repeat(3000) }, 'unsupported'],
  ] as const)('are not believed of a server that answers with %s', async (_what, answer, kind) => {
    const server = await scriptedServer();
    server.answer(answer);
    const lookup = lookupAt(server, { timeoutMs: kind === 'timed-out' ? 200 : 8000, maxBytes: 2000 });
    await expect(lookup.find(files, { signal })).rejects.toMatchObject({ kind });
  });

  it('are not waited for by who has been told to stop', async () => {
    const server = await scriptedServer();
    server.answer({ hang: true });
    const stopper = new AbortController();
    const found = lookupAt(server).find(files, { signal: stopper.signal });
    const reason = new Error('stop');
    setTimeout(() => stopper.abort(reason), 20);
    await expect(found).rejects.toBe(reason);
  });
});
