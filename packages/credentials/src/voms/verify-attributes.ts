import { sameName } from '../x509/canonical-name.ts';
import type { Certificate } from '../x509/certificate.ts';
import { clockLeewayMs } from '../x509/clock-leeway.ts';
import { type Finding, finding } from '../x509/finding.ts';
import { type DistinguishedName, distinguishedName, slashForm } from '../x509/name-text.ts';
import { signatureStrength } from '../x509/signed.ts';
import type { AttributeCertificate } from './attribute-certificate.ts';
import {
  attributeExtensionIds,
  type GenericAttribute,
  genericAttributesOf,
  issuerCertificatesOf,
  targetsOf,
} from './attribute-extensions.ts';
import type { Membership } from './membership.ts';
import { vouchFor, type VouchOptions } from './vouch-for.ts';

/** What a VOMS server says of the proxy's owner. */
export interface VomsAttributes extends Membership {
  readonly issuer: DistinguishedName;
  readonly notBefore: Date;
  readonly expiresAt: Date;
  /** Hosts that the attributes are meant for; absent when they are for all. */
  readonly targets?: readonly string[];
  readonly genericAttributes: readonly GenericAttribute[];
  /**
   * `verified`: the VOMS and CA directories vouch for the issuer, and its signature is good. `unverified`: nobody was
   * asked to vouch. `refuted`: something is wrong with them, and servers will drop them without a word.
   */
  readonly verification: 'verified' | 'unverified' | 'refuted';
  readonly findings: readonly Finding[];
}

/** What attributes are checked against. */
export interface AttributeChecks extends VouchOptions {
  /** The user's certificate: the attributes must be its own. */
  readonly holder: Certificate | undefined;
  /** This host, for those who want to know whether the attributes are meant for it. */
  readonly host?: string | undefined;
}

/** Checks an attribute certificate. Rejects with DerError when an extension cannot be read. */
export async function verifyAttributes(
  attributes: AttributeCertificate,
  checks: AttributeChecks,
): Promise<VomsAttributes> {
  const { extensions, vo, fqans, server } = attributes;
  const targets = targetsOf(extensions);
  const vouching = await vouchFor(attributes, issuerCertificatesOf(extensions), checks);
  const findings = [
    ...checkTime(attributes, checks.now),
    ...checkHolder(attributes, checks.holder),
    ...checkGroups(attributes),
    ...checkTargets(targets, checks.host),
    ...checkExtensions(attributes),
    ...checkStrength(attributes),
    ...vouching.findings,
  ];
  const isRefuted = findings.some(({ severity }) => severity === 'refuse');
  return {
    vo,
    fqans,
    ...(server === undefined ? {} : { server }),
    issuer: distinguishedName(attributes.issuer),
    notBefore: attributes.notBefore,
    expiresAt: attributes.notAfter,
    ...(targets === undefined ? {} : { targets }),
    genericAttributes: genericAttributesOf(extensions),
    verification: isRefuted ? 'refuted' : vouching.isVouchedFor ? 'verified' : 'unverified',
    findings,
  };
}

function checkTime({ vo, notBefore, notAfter }: AttributeCertificate, now: Date): readonly Finding[] {
  if (now > notAfter)
    return [finding('attributes-expired', `the attributes of ${vo} expired at ${notAfter.toISOString()}`)];
  if (now.getTime() + clockLeewayMs >= notBefore.getTime()) return [];
  return [
    finding('attributes-not-yet-valid', `the attributes of ${vo} are not valid before ${notBefore.toISOString()}`),
  ];
}

/**
 * The holder's name is that of the user's issuer, as RFC 5755 says, or that of the user, as some servers write it and
 * ARC demands it.
 */
function checkHolder({ vo, holder }: AttributeCertificate, user: Certificate | undefined): readonly Finding[] {
  const isOwn =
    user !== undefined &&
    holder.serial === user.serial &&
    holder.names.some((name) => sameName(name, user.issuer) || sameName(name, user.subject));
  return isOwn ? [] : [finding('attributes-holder', `the attributes of ${vo} belong to another certificate`)];
}

function checkGroups({ vo, fqans }: AttributeCertificate): readonly Finding[] {
  const foreign = fqans.find((fqan) => fqan !== `/${vo}` && !fqan.startsWith(`/${vo}/`));
  return foreign === undefined ? [] : [finding('attributes-group', `the group ${foreign} is not of the VO ${vo}`)];
}

function checkTargets(targets: readonly string[] | undefined, host: string | undefined): readonly Finding[] {
  if (
    targets === undefined ||
    host === undefined ||
    targets.some((target) => target.toLowerCase() === host.toLowerCase())
  ) {
    return [];
  }
  return [
    finding('attributes-target', `the attributes are for ${targets.join(', ') || 'other hosts'}, not for ${host}`),
  ];
}

function checkExtensions({ vo, issuer, extensions }: AttributeCertificate): readonly Finding[] {
  const title = `the attributes of ${vo} from ${slashForm(issuer)}`;
  const unknown = [...extensions].filter(([oid, { critical }]) => critical && !known.has(oid));
  const isIncomplete = demanded.some((oid) => !extensions.has(oid));
  return [
    ...unknown.map(([oid]) => finding('extension-unknown', `${title} have the critical extension ${oid}`)),
    ...(isIncomplete ? [finding('attributes-incomplete', `${title} lack an extension that VOMS demands`)] : []),
  ];
}

function checkStrength({ vo, signed }: AttributeCertificate): readonly Finding[] {
  const strength = signatureStrength(signed.algorithm);
  if (strength === 'good') return [];
  return [finding(`signature-${strength}`, `the attributes of ${vo} are signed with an old hash`)];
}

const known: ReadonlySet<string> = new Set(Object.values(attributeExtensionIds));
const demanded = [attributeExtensionIds.authorityKeyIdentifier, attributeExtensionIds.noRevocation];
