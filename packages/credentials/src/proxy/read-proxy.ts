import { PilotError } from '@panda-pilot/core';
import { DerError } from '../der/der-error.ts';
import { type CaDirectory, openCaDirectory } from '../trust/ca-directory.ts';
import { type TrustPath, trustPath } from '../trust/trust-path.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { checkChain } from '../x509/check-chain.ts';
import { checkStrays, checkValidity, commonValidity } from '../x509/check-validity.ts';
import {
  certificatesOf,
  type DelegationChain,
  delegationChain,
  kindOf,
  remainingPathLength,
  rightsOf,
} from '../x509/delegation-chain.ts';
import { type Finding, finding } from '../x509/finding.ts';
import { distinguishedName } from '../x509/name-text.ts';
import { writePem } from '../x509/pem.ts';
import { publicKeyOf } from '../x509/public-key.ts';
import { readAttributes } from './proxy-attributes.ts';
import { fitsCertificate, parseProxyPem, type ProxyPem } from './proxy-pem.ts';
import type { ProxyChainLink, X509Proxy } from './x509-proxy.ts';

/** What a proxy is checked against. Everything is optional: what is not given is not checked, and said to be unchecked. */
export interface ProxyOptions {
  /** A directory of hash-named files with trusted authorities, revocation lists and signing policies. */
  readonly caDirectory?: string;
  /** A directory of `<vo>/<host>.lsc` files: who may sign VOMS attributes. */
  readonly vomsDirectory?: string;
  /** This host, to know whether attributes that are limited to hosts are meant for it. */
  readonly host?: string;
  /** Default: the system's clock. */
  readonly now?: Date;
  /** Names the place in errors. Default: `the proxy`. */
  readonly place?: string;
}

/**
 * Reads a proxy from the text of its file and checks everything about it that can be checked. What is wrong with it is
 * in its `findings`; a proxy with findings is still given, so that it can be shown. Rejects with PilotError NO_PROXY
 * (1163), which never quotes the text, when it cannot be read at all.
 */
export async function readProxy(pem: string, options: ProxyOptions = {}): Promise<X509Proxy> {
  return orDamaged(options.place ?? 'the proxy', async () => {
    const parsed = parseProxyPem(pem);
    const shown = await readCertificates(parsed.certificates, options);
    const findings = [...checkKey(parsed), ...shown.findings];
    return { ...shown, kind: 'x509', privateKey: parsed.key.text, findings };
  });
}

/** What the certificates of a proxy tell, without its key. */
export type ShownProxy = Omit<X509Proxy, 'kind' | 'privateKey'>;

/**
 * What a server knows of a client that has shown these certificates (DER, its own first) in a TLS handshake: the
 * reading of `readProxy`, without the key. TLS itself has proved that the client has it. Rejects with PilotError
 * NO_PROXY (1163) when they cannot be read.
 */
export async function readShownProxy(chain: readonly Uint8Array[], options: ProxyOptions = {}): Promise<ShownProxy> {
  return orDamaged(options.place ?? 'the proxy', async () => {
    const [first, ...others] = chain.map((der) => parseCertificate(der));
    if (first === undefined) throw new DerError('there is no certificate', 0);
    return readCertificates([first, ...others], options);
  });
}

async function orDamaged<Value>(place: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    const hint =
      'For the site: it must hold certificates and one key in PEM, as voms-proxy-init and arcproxy write them';
    throw new PilotError('NO_PROXY', `${place} is damaged: ${error.message}`, { cause: error, hint });
  }
}

async function readCertificates(certificates: ProxyPem['certificates'], options: ProxyOptions): Promise<ShownProxy> {
  const now = options.now ?? new Date();
  const { caDirectory: caPath, vomsDirectory, host } = options;
  const caDirectory = caPath === undefined ? undefined : openCaDirectory(caPath);
  const [first] = certificates;
  const chain = delegationChain(certificates);
  const trust = await checkTrust(chain, caDirectory, now);
  const attributes = await readAttributes(chain, { now, caDirectory, vomsDirectory, host });
  return {
    ...describe(chain, first),
    ...commonValidity(certificatesOf(chain)),
    keyBits: publicKeyOf(first).bits,
    chain: certificates.map(linkOf),
    certificatesPem: certificates.map(({ der }) => writePem('CERTIFICATE', der)).join(''),
    attributes: attributes.read,
    trust: trust.verdict,
    findings: [
      ...checkChain(chain),
      ...checkValidity(certificatesOf(chain), now),
      ...checkStrays(chain),
      ...trust.findings,
      ...attributes.findings,
    ],
  };
}

type Description = Pick<X509Proxy, 'proxyKind' | 'rights' | 'subject' | 'issuer' | 'identity' | 'pathLength'>;

function describe(chain: DelegationChain, first: Certificate): Description {
  const pathLength = remainingPathLength(chain);
  return {
    proxyKind: kindOf(chain),
    rights: rightsOf(chain),
    subject: distinguishedName(first.subject),
    issuer: distinguishedName(first.issuer),
    identity: distinguishedName(chain.endEntity?.subject ?? (certificatesOf(chain).at(-1) ?? first).issuer),
    ...(pathLength === undefined ? {} : { pathLength: Math.max(pathLength, 0) }),
  };
}

function linkOf({ subject, issuer, serial, notBefore, notAfter }: Certificate): ProxyChainLink {
  return { subject: distinguishedName(subject), issuer: distinguishedName(issuer), serial, notBefore, notAfter };
}

function checkKey({ key, certificates: [first] }: ProxyPem): readonly Finding[] {
  return fitsCertificate(key, first)
    ? []
    : [finding('key-mismatch', 'the private key is not that of the first certificate')];
}

interface Trust {
  readonly verdict: X509Proxy['trust'];
  readonly findings: readonly Finding[];
}

async function checkTrust(chain: DelegationChain, directory: CaDirectory | undefined, now: Date): Promise<Trust> {
  if (directory === undefined) return { verdict: 'unchecked', findings: [] };
  if (chain.endEntity === undefined) return { verdict: 'refused', findings: [] };
  const { anchor, findings }: TrustPath = await trustPath([chain.endEntity, ...chain.others], { directory, now });
  const isGood = anchor !== undefined && findings.every(({ severity }) => severity === 'warn');
  return { verdict: isGood ? 'anchored' : 'refused', findings };
}
