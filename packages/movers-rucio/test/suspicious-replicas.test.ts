import { type ScriptedAnswer, scriptedServer } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { declareSuspicious } from '../src/index.ts';

const { signal } = new AbortController();
const urls = ['root://se//rucio/a', 'davs://se/rucio/b', 'root://other//rucio/c'].map((href) => new URL(href));

async function declared(...answers: readonly ScriptedAnswer[]) {
  const server = await scriptedServer({ answers });
  const rucio = { url: new URL(server.url), token: async () => 'a token', fetch };
  return { server, said: declareSuspicious(rucio, { urls, reason: 'checksums differ' }, { signal }) };
}

describe('replicas that are not what the catalogue says', () => {
  it('are declared, protocol by protocol', async () => {
    const { server, said } = await declared({ status: 201, body: '{}' });
    expect(await said).toEqual([]);
    expect(server.requests.map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
      ['/replicas/suspicious', { pfns: ['root://se//rucio/a', 'root://other//rucio/c'], reason: 'checksums differ' }],
      ['/replicas/suspicious', { pfns: ['davs://se/rucio/b'], reason: 'checksums differ' }],
    ]);
    expect(server.requests[0]?.headers['x-rucio-auth-token']).toBe('a token');
  });

  it('may be unknown to Rucio, which says so', async () => {
    const { said } = await declared(
      { status: 201, body: '{"RSE":["root://se//rucio/a Unknown replica"]}' },
      { status: 201 },
    );
    expect(await said).toEqual(['root://se//rucio/a Unknown replica']);
    const strange = await declared({ status: 201, body: '<html>' });
    expect(await strange.said).toEqual(['<html>', '<html>']);
  });

  it.each([
    [401, 'denied'],
    [404, 'not-found'],
    [400, 'other'],
    [503, 'offline'],
  ])('are none where it answers %i', async (status, kind) => {
    const { said } = await declared({ status });
    await expect(said).rejects.toMatchObject({ kind });
  });
});
