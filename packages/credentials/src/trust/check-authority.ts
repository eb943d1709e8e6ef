import { reasonOf } from '@panda-pilot/core';
import type { Certificate } from '../x509/certificate.ts';
import { checkCriticalExtensions, checkStrength, findingsOf, titleOf } from '../x509/check-chain.ts';
import { basicConstraintsOf, keyUsesOf } from '../x509/extensions.ts';
import { type Finding, finding } from '../x509/finding.ts';
import { slashForm } from '../x509/name-text.ts';
import { checkRevocation } from './check-revocation.ts';
import type { Issuance } from './issuance.ts';
import { allowsSigning, parseSigningPolicy } from './signing-policy.ts';

/** What is wrong with an authority having issued a certificate, apart from the signature. Never rejects. */
export async function checkIssuance(issuance: Issuance): Promise<readonly Finding[]> {
  return [...checkFitness(issuance), ...(await checkRevocation(issuance)), ...(await checkSigningPolicy(issuance))];
}

function checkFitness({ authority: { certificate }, authoritiesBelow, now }: Issuance): readonly Finding[] {
  try {
    const { isAuthority, pathLength } = basicConstraintsOf(certificate);
    const hasNoConstraints = certificate.extensions.size === 0; // roots of before X.509 version 3
    return [
      ...findingsOf(
        [
          [!isAuthority && !hasNoConstraints, 'authority-unfit', 'is not the certificate of an authority'],
          [keyUsesOf(certificate)?.has('keyCertSign') === false, 'authority-unfit', 'may not sign certificates'],
          [(pathLength ?? Infinity) < authoritiesBelow, 'authority-unfit', 'allows fewer authorities below it'],
          [now < certificate.notBefore, 'authority-expired', 'is not valid yet'],
          [now > certificate.notAfter, 'authority-expired', `expired at ${certificate.notAfter.toISOString()}`],
        ],
        certificate,
      ),
      ...checkCriticalExtensions(certificate),
      ...checkStrength(certificate).filter(({ name }) => !isSelfIssued(certificate) || !name.startsWith('signature')),
    ];
  } catch (error) {
    return [finding('authority-unreadable', `${titleOf(certificate)} is not usable: ${reasonOf(error)}`)];
  }
}

/** The signature of a root on itself proves nothing, whatever it is made with: it is trusted for being in the directory. */
function isSelfIssued({ issuer, subject }: Certificate): boolean {
  return Buffer.from(issuer.der).equals(subject.der);
}

const maxPolicyBytes = 256 * 1024;

async function checkSigningPolicy({ subject, authority, directory }: Issuance): Promise<readonly Finding[]> {
  for (const stem of authority.stems) {
    const path = `${stem}.signing_policy`;
    try {
      const bytes = await directory.file(path, maxPolicyBytes);
      if (bytes === undefined) continue;
      const policies = parseSigningPolicy(bytes.toString('utf8'));
      if (policies === undefined) throw new Error('it has a line that is not understood');
      const names = { authority: slashForm(authority.certificate.subject), subject: slashForm(subject.subject) };
      if (allowsSigning(policies, names)) return [];
      return [finding('signing-policy-violated', `${path} does not let ${names.authority} sign ${names.subject}`)];
    } catch (error) {
      return [finding('signing-policy-unreadable', `${path} is not usable: ${reasonOf(error, path)}`)];
    }
  }
  return [];
}
