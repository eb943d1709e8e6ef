import type { KeyObject } from 'node:crypto';
import {
  algorithm,
  authorityKeyIdentifier,
  extension,
  signed,
  type TestCertificate,
  type TestHash,
  type TestKeyKind,
} from './certificates.ts';
import type { TestAuthority } from './authority.ts';
import { defaultTimes, type TestHolder } from './delegation.ts';
import { generalizedTime, integer, nothing, octetString, oid, sequence, set, tagged, taggedText } from './der.ts';
import { nameDer } from './names.ts';

/** A VOMS server of a test: it has a certificate and makes attribute certificates. */
export interface TestVoms {
  readonly host: TestHolder;
  /** An attribute certificate for `user`, DER: for `delegate({ attributes })`. */
  attributes(user: TestHolder, options?: AttributeOptions): Buffer;
  /** Its files in a VOMS directory, by relative path. */
  files(): Readonly<Record<string, string>>;
}

export interface VomsOptions {
  readonly vo?: string;
  readonly hostName?: string;
  readonly port?: number;
  readonly keys?: TestKeyKind;
  readonly notAfter?: Date;
}

export interface AttributeOptions {
  readonly fqans?: readonly string[];
  /** Default: five minutes ago. */
  readonly notBefore?: Date;
  /** Default: in 96 hours. */
  readonly notAfter?: Date;
  readonly targets?: readonly string[];
  readonly generic?: readonly { readonly name: string; readonly value: string; readonly qualifier: string }[];
  /** Names the holder by its own subject, as some servers do; default: by its issuer, as RFC 5755 says. */
  readonly holderBy?: 'issuer' | 'subject';
  /** For forgeries. */
  readonly signer?: KeyObject;
  readonly certificates?: readonly TestCertificate[];
  readonly uri?: string;
  readonly extensions?: readonly Uint8Array[];
  /** Leaves out noRevAvail and the key identifier, which VOMS demands. */
  readonly withoutUsual?: boolean;
  readonly hash?: TestHash;
}

/** Makes a VOMS server with a certificate of `authority`. */
export function createTestVoms(authority: TestAuthority, options: VomsOptions = {}): TestVoms {
  const { vo = 'atlas', hostName = 'voms.test', port = 15001 } = options;
  const times = options.notAfter === undefined ? {} : { notAfter: options.notAfter };
  const host = authority.issue(`/DC=test/DC=grid/CN=${hostName}`, { ...times, keys: options.keys ?? 'ec' });
  return {
    host,
    attributes: (user, attributes = {}) =>
      makeAttributes(user.chain.at(-1) ?? user.certificate, host, {
        uri: `${vo}://${hostName}:${port}`,
        fqans: [`/${vo}/Role=pilot/Capability=NULL`, `/${vo}/Role=NULL/Capability=NULL`],
        ...attributes,
      }),
    files: () => ({ [`${vo}/${hostName}.lsc`]: `${host.certificate.subject}\n${host.certificate.issuer}\n` }),
  };
}

function makeAttributes(
  user: TestCertificate,
  host: TestHolder,
  options: AttributeOptions & { readonly uri: string; readonly fqans: readonly string[] },
): Buffer {
  const { signer = host.privateKey, holderBy = 'issuer', certificates = [host.certificate], targets } = options;
  const times = defaultTimes(96);
  const body = sequence(
    integer(1),
    sequence(tagged(0, directoryName(user[holderBy]), integer(user.serial))),
    tagged(0, directoryName(host.certificate.subject)),
    algorithm(signer, options.hash),
    integer(1),
    sequence(
      generalizedTime(options.notBefore ?? times.notBefore),
      generalizedTime(options.notAfter ?? times.notAfter),
    ),
    sequence(sequence(oid(`${voms}.4`), set(groups(options)))),
    sequence(
      ...(certificates.length === 0
        ? []
        : [extension(`${voms}.10`, false, sequence(sequence(...certificates.map(({ der }) => der))))]),
      ...(options.withoutUsual === true
        ? []
        : [extension('2.5.29.56', false, nothing), authorityKeyIdentifier(host.certificate.publicKey)]),
      ...(options.generic === undefined ? [] : [extension(`${voms}.11`, false, genericAttributes(options))]),
      ...(targets === undefined ? [] : [extension('2.5.29.55', true, targetSequence(targets))]),
      ...(options.extensions ?? []),
    ),
  );
  return signed(body, signer, options.hash);
}

const voms = '1.3.6.1.4.1.8005.100.100';

function directoryName(slash: string): Buffer {
  return sequence(tagged(4, nameDer(slash)));
}

function groups({ uri, fqans }: { readonly uri: string; readonly fqans: readonly string[] }): Buffer {
  const values = fqans.map((fqan) => octetString(Buffer.from(fqan, 'latin1')));
  return sequence(tagged(0, taggedText(6, uri)), sequence(...values));
}

function targetSequence(targets: readonly string[]): Buffer {
  return sequence(sequence(...targets.map((host) => tagged(0, taggedText(6, host)))));
}

function genericAttributes({ uri, generic = [] }: AttributeOptions & { readonly uri: string }): Buffer {
  const text = (value: string): Buffer => octetString(Buffer.from(value, 'utf8'));
  const attributes = generic.map(({ name, value, qualifier }) => sequence(text(name), text(value), text(qualifier)));
  return sequence(sequence(sequence(sequence(taggedText(6, uri)), sequence(...attributes))));
}
