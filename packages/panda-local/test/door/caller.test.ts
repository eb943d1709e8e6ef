import { describe, expect, it } from 'vitest';
import {
  type Caller,
  type Credentials,
  type DoorOptions,
  identify,
  isLimited,
  isProduction,
  type KnownToken,
  nameOf,
} from '../../src/door/caller.ts';

const production: KnownToken = {
  token: 'a.b.c',
  name: 'robert PLANT  jr',
  username: 'rplant',
  groups: ['atlas', 'atlas/production', 'atlas/pilot', 'vo.x.org/production'],
};
const expired: KnownToken = { ...production, token: 'old.old.old', expiresAt: new Date('2026-01-01') };
const door: DoorOptions = {
  tokens: [production, expired],
  banned: ['Bad Man'],
  clock: () => new Date('2026-06-01'),
};
const bearer = (origin?: string, token = 'a.b.c'): Credentials => ({ authorization: `Bearer ${token}`, origin });

describe('identify', () => {
  it.each(['atlas:production', 'atlas.production'])('grants the role that Origin %s asks for', (origin) => {
    expect(identify(bearer(origin), door)).toEqual({
      kind: 'known',
      caller: { dn: 'Robert Plant Jr/CN=nickname:rplant', fqans: ['/atlas/Role=production'] },
    });
  });

  it('takes a group whose name begins with vo. as it is, up to the colon', () => {
    expect(identify(bearer('vo.x.org:production'), door)).toMatchObject({
      caller: { fqans: ['/vo.x.org/Role=production'] },
    });
  });

  it('knows a member without a role, who has no production role', () => {
    const who = identify(bearer('atlas'), door);
    expect(who).toMatchObject({ kind: 'known', caller: { fqans: [] } });
    expect(who.kind === 'known' && isProduction(who.caller)).toBe(false);
  });

  it.each([
    ['no Origin', bearer(), "Token decode failure. 'NoneType' object has no attribute 'replace'"],
    ['an expired token', bearer('atlas:production', 'old.old.old'), 'Invalid token. Signature has expired'],
    ['a token of nobody', bearer('atlas:production', 'x.y.z'), 'Invalid token. Signature verification failed'],
    ['what is no token', bearer('atlas:production', 'xyz'), 'Invalid token. Not enough segments'],
    ['an unknown organisation', bearer('cms:production'), 'Unknown vo : cms'],
    ['a role the token does not have', bearer('atlas:admin'), 'Not a member of the atlas/admin group'],
  ])('refuses %s', (_, credentials, sentence) => {
    expect(identify(credentials, door)).toEqual({
      kind: 'refused',
      message: `Token authentication failed. ${sentence}`,
    });
  });

  it.each([{}, { authorization: 'Bearer' }])('takes %j for nobody', (credentials) => {
    expect(identify(credentials, door)).toEqual({ kind: 'anonymous' });
  });

  it('turns a banned user away', () => {
    const tokens = [{ ...production, name: 'bad man' }];
    expect(identify(bearer('atlas'), { ...door, tokens })).toEqual({ kind: 'refused', message: 'Bad Man is banned' });
  });

  it('lets everybody in as the production user when there are no tokens', () => {
    const who = identify({}, { banned: [], clock: () => new Date() });
    expect(who.kind === 'known' && isProduction(who.caller)).toBe(true);
  });
});

describe('isProduction', () => {
  it.each([
    ['/atlas/Role=production', true],
    ['/atlas/usatlas/Role=production', true],
    ['/osg/Role=production', true],
    ['/atlas/Role=pilot', false],
    ['/atlas/de/Role=production', false],
  ])('%s: %s', (fqan, expected) => {
    expect(isProduction({ dn: 'x', fqans: [fqan] })).toBe(expected);
  });
});

describe('a certificate', () => {
  const certified: Caller = { dn: '/DC=test/CN=Ann Pilot/CN=12345', fqans: ['/atlas/Role=pilot'] };

  it('says who calls, whatever a good token says', () => {
    const known = { kind: 'known', caller: certified };
    expect(identify({ certified }, door)).toEqual(known);
    expect(identify({ ...bearer('atlas:production'), certified }, door)).toEqual(known);
    const { tokens: _, ...open } = door;
    expect(identify({ certified }, open)).toEqual(known);
  });

  it('does not help a bad token, nor somebody who is banned', () => {
    expect(identify({ ...bearer('atlas', 'x.y.z'), certified }, door)).toMatchObject({ kind: 'refused' });
    expect(identify({ certified }, { ...door, banned: ['Ann Pilot'] })).toEqual({
      kind: 'refused',
      message: 'Ann Pilot is banned',
    });
  });

  it.each([
    ['/DC=test/CN=Ann Pilot/CN=12345', 'Ann Pilot', false],
    ['/DC=test/CN=Ann Pilot/CN=proxy/CN=limited proxy', 'Ann Pilot', true],
    ['/DC=ch/OU=Users/CN=ann/CN=4711/CN=Ann Pilot', 'Ann Pilot', false],
    ['/DC=test/OU=nobody', '/DC=test/OU=nobody', false],
    ['Ann Pilot/CN=nickname:ann', 'Ann Pilot', false],
  ])('of %s is that of %s, limited: %s', (dn, name, limited) => {
    expect([nameOf({ dn, fqans: [] }), isLimited({ dn, fqans: [] })]).toEqual([name, limited]);
  });
});
