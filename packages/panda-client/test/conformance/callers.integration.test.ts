import { type Credential, noCredential } from '@panda-pilot/credentials';
import { createTestAuthority, createTestVoms, type TestHolder } from '@panda-pilot/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPandaServerError, pilotErrorFor } from '../../src/index.ts';
import { authority, delegated, proxyOf, user, voms } from '../grid.ts';
import { type GridServer, gridServer, tokenFor } from './grid-server.ts';

type Verdict = 'taken' | 1163 | 1177 | 1373;

/** A kind of caller, and what each API makes of it: taken, or the code of the error that the pilot then has. */
interface Row {
  readonly who: string;
  readonly show: (grid: GridServer) => Promise<Credential>;
  readonly v1: Verdict;
  readonly classic: Verdict;
}

const now = Math.floor(Date.now() / 1000);
const attributes = (role: string, of: TestHolder = user) =>
  voms.attributes(of, { fqans: [`/atlas/Role=${role}/Capability=NULL`] });
const foreign = createTestAuthority('/DC=test/CN=Foreign');
const banned = authority.issue('/DC=test/DC=grid/CN=Bad Pilot');

const callers: readonly Row[] = [
  token('with the role production', 'production', {}, ['taken', 'taken']),
  token('with the role pilot', 'pilot', {}, [1177, 'taken']),
  token('whose Origin names no role', '', {}, [1177, 1177]),
  token('whose bearer is not in the group', 'production', { groups: ['atlas'] }, [1163, 1163]),
  token('that has expired', 'production', { exp: now - 60 }, [1373, 1373]),
  token('that is not valid yet, by a clock that is off', 'production', { nbf: now + 3600 }, [1163, 1163]),
  token('for another audience', 'production', { aud: 'others' }, [1163, 1163]),
  token('of a user who is banned', 'production', { name: 'bad pilot' }, [1163, 1163]),
  {
    who: 'a token that was tampered with',
    show: async ({ issuer }) => {
      const credential = await tokenFor(issuer, 'production');
      if (credential.kind !== 'token') throw new Error('not a token');
      const forged = credential.token.reveal().replace(/.{8}$/, 'AAAAAAAA');
      return { ...credential, token: { ...credential.token, reveal: () => forged } };
    },
    v1: 1163,
    classic: 1163,
  },
  proxy('with the role production', () => delegated('production'), ['taken', 'taken']),
  proxy('of a proxy', () => delegated('production').delegate(), ['taken', 'taken']),
  proxy('with the role pilot', () => delegated('pilot'), [1177, 'taken']),
  proxy('without attributes', () => user.delegate(), [1177, 1177]),
  proxy(
    'that is limited by its extension, which the server does not look at',
    () => user.delegate({ rights: 'limited', attributes: [attributes('production')] }),
    ['taken', 'taken'],
  ),
  proxy(
    'with the attributes of somebody else',
    () => user.delegate({ attributes: [attributes('production', banned)] }),
    [1177, 1177],
  ),
  proxy(
    'with attributes that nobody vouches for',
    () => user.delegate({ attributes: [createTestVoms(foreign).attributes(user)] }),
    [1177, 1177],
  ),
  proxy('of a foreign authority', () => foreign.issue('/CN=Stranger').delegate(), [1163, 1177]),
  proxy(
    'of a user who is banned',
    () => banned.delegate({ attributes: [attributes('production', banned)] }),
    [1163, 1163],
  ),
  { who: 'nobody', show: async () => noCredential, v1: 1163, classic: 1177 },
];

function token(
  what: string,
  role: string,
  claims: Readonly<Record<string, unknown>>,
  [v1, classic]: readonly [Verdict, Verdict],
): Row {
  return { who: `a token ${what}`, show: ({ issuer }) => tokenFor(issuer, role, claims), v1, classic };
}

function proxy(what: string, make: () => TestHolder, [v1, classic]: readonly [Verdict, Verdict]): Row {
  return { who: `a proxy ${what}`, show: async () => proxyOf(make()), v1, classic };
}

let grid: GridServer;
beforeAll(async () => {
  grid = await gridServer({ banned: ['Bad Pilot'] });
});
afterAll(() => grid.close());

describe.each(['v1', 'classic'] as const)('the API %s', (api) => {
  it.each(callers)(`to $who: $${api}`, async (row) => {
    const jobId = await grid.server.submit({ queue: 'Q', transformation: '/bin/true' });
    const client = grid.client({ api, credential: await row.show(grid) });
    const verdict = await client.updateJob({ jobId, state: 'running' }).then(
      () => 'taken',
      (error: unknown) => (isPandaServerError(error, 'denied') ? pilotErrorFor(error).code : String(error)),
    );
    expect(verdict).toBe(row[api]);
  });

  it('gives users without a role only jobs that are their own', async () => {
    const client = grid.client({ api, credential: await tokenFor(grid.issuer, '') });
    const own = { siteName: 'NOBODYS', prodSourceLabel: 'user' };
    await expect(client.acquireJobs(own)).resolves.toEqual({ kind: 'no-job' });
    await expect(client.acquireJobs({ siteName: 'NOBODYS' })).rejects.toMatchObject({ kind: 'denied' });
  });

  it('keeps the role of a proxy on twenty connections at once: none is resumed', async () => {
    const jobId = await grid.server.submit({ queue: 'Q', transformation: '/bin/true' });
    const credential = await grid.credential('a proxy with VOMS attributes');
    const client = grid.client({ api, credential });
    await client.updateJob({ jobId, state: 'running' });
    const updates = Array.from({ length: 20 }, () => client.updateJob({ jobId, state: 'running' }));
    await expect(Promise.all(updates)).resolves.toHaveLength(20);
  });
});
