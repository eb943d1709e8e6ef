import { DerError } from '../der/der-error.ts';
import { parseAttributeCertificates } from '../voms/attribute-certificate.ts';
import { type AttributeChecks, verifyAttributes, type VomsAttributes } from '../voms/verify-attributes.ts';
import { certificatesOf, type DelegationChain } from '../x509/delegation-chain.ts';
import { extensionIds } from '../x509/extensions.ts';
import { type Finding, finding } from '../x509/finding.ts';

/** The attributes of a proxy, and what could not be read of them. */
export interface ProxyAttributes {
  readonly read: readonly VomsAttributes[];
  readonly findings: readonly Finding[];
}

/**
 * The VOMS attributes anywhere in the chain, those of the last proxy first: a proxy that MyProxy made from one with
 * attributes has them a floor or two up. Attributes that cannot be read are a finding, and do not hide the others.
 */
export async function readAttributes(
  chain: DelegationChain,
  checks: Omit<AttributeChecks, 'holder'>,
): Promise<ProxyAttributes> {
  const read: VomsAttributes[] = [];
  const findings: Finding[] = [];
  for (const { extensions } of certificatesOf(chain)) {
    const extension = extensions.get(extensionIds.vomsAttributes);
    if (extension === undefined) continue;
    try {
      for (const attributes of parseAttributeCertificates(extension.value)) {
        read.push(await verifyAttributes(attributes, { ...checks, holder: chain.endEntity }));
      }
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      findings.push(finding('attributes-unreadable', `VOMS attributes cannot be read: ${error.message}`));
    }
  }
  return { read, findings };
}
