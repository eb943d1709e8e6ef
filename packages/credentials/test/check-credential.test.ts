import { isPilotError } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import {
  checkCredential,
  type Credential,
  currentProxyLimits,
  noCredential,
  parseBearerToken,
  type ProxyMoment,
  readProxy,
  wikiProxyLimits,
} from '../src/index.ts';
import { createGrid, hours } from './proxy/grid.ts';
import { jwt } from './tokens.ts';

const { user, voms } = createGrid();

/** A proxy whose certificate and attributes end so many hours from the start of the test. */
async function proxyFor(count: number): Promise<Credential> {
  const notAfter = hours(count);
  return readProxy(user.delegate({ notAfter, attributes: [voms.attributes(user, { notAfter })] }).file());
}

function tokenFor(count: number): Credential {
  const text = jwt({ exp: hours(count).getTime() / 1000 });
  return parseBearerToken(text, { place: 'the token', origin: 'atlas:production' });
}

const profiles = { wiki: wikiProxyLimits, current: currentProxyLimits };

function verdict(credential: Credential, moment: ProxyMoment, profile: keyof typeof profiles = 'wiki'): unknown {
  try {
    checkCredential(credential, { moment, now: hours(0), limits: profiles[profile] });
    return 'good';
  } catch (error) {
    if (isPilotError(error)) return error.code;
    throw error;
  }
}

describe('checkCredential of a proxy', () => {
  it.each<[keyof typeof profiles, ProxyMoment, number, unknown]>([
    ['wiki', 'start', 48.1, 'good'],
    ['wiki', 'start', 47.9, 1382],
    ['wiki', 'stage-in', 48.1, 'good'],
    ['wiki', 'stage-in', 47.9, 1382],
    ['wiki', 'stage-out', 2.1, 'good'],
    ['wiki', 'stage-out', 1.9, 1382],
    ['wiki', 'running', 0.2, 'good'],
    ['wiki', 'running', 0.1, 1382],
    ['current', 'start', 71.7, 'good'],
    ['current', 'start', 71.6, 1382],
    ['current', 'stage-in', 0.7, 'good'],
    ['current', 'stage-in', 0.6, 1382],
    ['current', 'stage-out', 0.7, 'good'],
    ['current', 'stage-out', 0.6, 1382],
    ['current', 'running', 0.6, 1382],
  ])('by the %s limits at %s with %s hours left: %s', async (profile, moment, count, expected) => {
    expect(verdict(await proxyFor(count), moment, profile)).toBe(expected);
  });

  it('without attributes is no VOMS proxy', async () => {
    expect(verdict(await readProxy(user.delegate({ notAfter: hours(100) }).file()), 'start')).toBe(1177);
  });
});

describe('checkCredential of a token', () => {
  it.each<[ProxyMoment, number, unknown]>([
    ['start', 0.2, 'good'],
    ['start', 0.1, 1382],
    ['stage-in', 0.1, 1382],
    ['stage-out', 0.2, 'good'],
    ['running', -0.1, 1373],
  ])('at %s with %s hours left: %s', (moment, count, expected) => {
    expect(verdict(tokenFor(count), moment)).toBe(expected);
  });

  it('asks for what it is told', () => {
    const tokenLimits = { ...wikiProxyLimits, stageOutSeconds: 60 };
    const demand = { moment: 'stage-out', now: hours(0), tokenLimits } as const;
    expect(() => checkCredential(tokenFor(0.1), demand)).not.toThrow();
    expect(() => checkCredential(tokenFor(0.1), { ...demand, moment: 'start' })).toThrow(/needed/);
  });
});

it('checkCredential of nothing fails', () => {
  expect(verdict(noCredential, 'running')).toBe(1163);
});
