import { PilotError, type PilotErrorName } from '@panda-pilot/core';
import type { VomsAttributes } from '../voms/verify-attributes.ts';
import { clockLeewayMs } from '../x509/clock-leeway.ts';
import type { ProxyRights } from '../x509/delegation.ts';
import type { Finding, FindingName } from '../x509/finding.ts';
import { defectsAmong, describeFindings, isJudgedAtUse, remedyFor } from './defects.ts';
import { demandedSeconds, type ProxyLimits, type ProxyMoment, wikiProxyLimits } from './proxy-limits.ts';
import type { X509Proxy } from './x509-proxy.ts';

/** What is asked of a proxy. */
export interface ProxyDemand {
  readonly moment: ProxyMoment;
  readonly now: Date;
  /** Default: `wikiProxyLimits`. */
  readonly limits?: ProxyLimits;
  /** What it must last whatever the moment. Default: 0. */
  readonly leastSeconds?: number;
  /**
   * `required`, the default: VOMS attributes must be there and nothing may be wrong with them. `verified`: the VOMS
   * directory must vouch for them too. `ignored`: they may be missing, expired or wrong.
   */
  readonly attributes?: 'required' | 'verified' | 'ignored';
  /** The VO that the attributes must be of. Default: any. */
  readonly vo?: string;
  /** The rights that will do. Default: `impersonation` and `limited`. PanDA servers take only the first. */
  readonly rights?: readonly ProxyRights[];
  /** Findings that are let pass all the same. */
  readonly tolerated?: readonly FindingName[];
}

/**
 * Throws PilotError unless `proxy` is all that is demanded; gives the findings that were let pass. What cannot be told counts against it.
 *
 * - NO_PROXY (1163): there is none, its file or its chain is not in order, it is not valid yet, or it has the wrong rights.
 * - CERTIFICATE_HAS_EXPIRED (1373): it has expired.
 * - PROXY_TOO_SHORT (1382): it ends too soon, or at the start of the pilot its attributes do.
 * - NO_VOMS_PROXY (1177): its attributes are missing, of another VO, expired, wrong or, if that is demanded, not verified.
 * - VOMS_PROXY_ABOUT_TO_EXPIRE (1370): its attributes end too soon, later than at the start: a renewal can mend it.
 */
export function checkProxy(proxy: X509Proxy | undefined, demand: ProxyDemand): readonly Finding[] {
  if (proxy === undefined) throw new PilotError('NO_PROXY', 'there is no proxy');
  checkLife(proxy, demand);
  const passed = checkFindings(proxy, demand);
  checkRights(proxy, demand);
  return [...passed, ...checkAttributes(proxy, demand)];
}

function checkLife(proxy: X509Proxy, demand: ProxyDemand): void {
  const { now } = demand;
  const title = `the proxy of ${proxy.identity.slash}`;
  const left = secondsUntil(proxy.expiresAt, now);
  // Written so that a date that is not one fails.
  if (!(left > 0)) fail('CERTIFICATE_HAS_EXPIRED', `${title} expired at ${written(proxy.expiresAt)}`);
  if (!(proxy.notBefore.getTime() <= now.getTime() + clockLeewayMs)) {
    const hint = `The clock of this node says ${written(now)}: if that is wrong, mend it; otherwise renew the proxy`;
    throw new PilotError('NO_PROXY', `${title} is not valid before ${written(proxy.notBefore)}`, { hint });
  }
  const demanded = secondsDemanded(demand);
  if (!(left >= demanded)) fail('PROXY_TOO_SHORT', `${title} ${tooShort(left, demanded, proxy.expiresAt)}`);
}

function checkFindings(proxy: X509Proxy, { tolerated = [] }: ProxyDemand): readonly Finding[] {
  const findings = proxy.findings.filter((one) => !isJudgedAtUse(one));
  const [worst, ...others] = defectsAmong(findings, tolerated);
  if (worst !== undefined) fail('NO_PROXY', describeFindings([worst, ...others]), remedyFor(worst));
  return findings;
}

function checkRights({ rights }: X509Proxy, demand: ProxyDemand): void {
  const wanted = demand.rights ?? ['impersonation', 'limited'];
  if (!wanted.includes(rights))
    fail('NO_PROXY', `the proxy is for ${rights} use, and ${wanted.join(' or ')} is needed`, rightsRemedy);
}

function checkAttributes(proxy: X509Proxy, demand: ProxyDemand): readonly Finding[] {
  const { attributes = 'required', vo, tolerated = [] } = demand;
  if (attributes === 'ignored') return [];
  const [first] = proxy.attributes;
  if (first === undefined) {
    const unreadable = proxy.findings.filter(({ name }) => name === 'attributes-unreadable');
    return fail('NO_VOMS_PROXY', describeFindings(unreadable) || 'the proxy has no VOMS attributes');
  }
  if (vo !== undefined && first.vo !== vo)
    fail('NO_VOMS_PROXY', `the attributes are of the VO ${first.vo}, not of ${vo}`);
  const findings = first.findings.filter((one) => !isJudgedAtUse(one));
  const defects = defectsAmong(findings, tolerated);
  if (defects.length > 0) fail('NO_VOMS_PROXY', describeFindings(defects));
  if (attributes === 'verified' && first.verification !== 'verified') {
    fail('NO_VOMS_PROXY', `nobody vouches for the attributes of ${first.vo}`);
  }
  checkAttributesLife(first, demand);
  return findings;
}

function checkAttributesLife(attributes: VomsAttributes, demand: ProxyDemand): void {
  const { now, moment } = demand;
  const title = `the membership in the VO ${attributes.vo}`;
  const left = secondsUntil(attributes.expiresAt, now);
  if (!(left > 0)) fail('NO_VOMS_PROXY', `${title} expired at ${written(attributes.expiresAt)}`);
  if (!(attributes.notBefore.getTime() <= now.getTime() + clockLeewayMs)) {
    fail('NO_VOMS_PROXY', `${title} is not valid before ${written(attributes.notBefore)}`);
  }
  const demanded = secondsDemanded(demand);
  if (left >= demanded) return;
  const error = moment === 'start' ? 'PROXY_TOO_SHORT' : 'VOMS_PROXY_ABOUT_TO_EXPIRE';
  fail(error, `${title} ${tooShort(left, demanded, attributes.expiresAt)}`);
}

function secondsDemanded({ leastSeconds = 0, limits = wikiProxyLimits, moment }: ProxyDemand): number {
  return Math.max(leastSeconds, demandedSeconds(limits, moment));
}

function secondsUntil(instant: Date, now: Date): number {
  return (instant.getTime() - now.getTime()) / 1000;
}

function tooShort(left: number, demanded: number, end: Date): string {
  return `has ${Math.floor(left)} s left, until ${written(end)}; ${demanded} s are needed`;
}

function written(instant: Date): string {
  return Number.isNaN(instant.getTime()) ? 'an unknown time' : instant.toISOString();
}

const rightsRemedy =
  'For the site: make a proxy with all rights (without -limited); of a limited one MyProxy, too, makes nothing but limited ones';

function fail(error: PilotErrorName, particulars: string, hint?: string): never {
  throw new PilotError(error, particulars, hint === undefined ? {} : { hint });
}
