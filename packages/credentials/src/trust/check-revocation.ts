import { reasonOf } from '../read-bounded-file.ts';
import { sameName } from '../x509/canonical-name.ts';
import { keyUsesOf } from '../x509/extensions.ts';
import { type Finding, finding } from '../x509/finding.ts';
import { titleOf } from '../x509/check-chain.ts';
import { publicKeyOf } from '../x509/public-key.ts';
import { verifySigned } from '../x509/signed.ts';
import { type NumberedFile, numberedFiles } from './ca-directory.ts';
import type { Issuance } from './check-authority.ts';
import { maxRevocationBytes, parseRevocationList, type RevocationList } from './revocation-list.ts';

/** What the revocation lists of an authority, `<hash>.r0` and so on, say of a certificate. An authority without lists revokes nothing. Never rejects. */
export async function checkRevocation(issuance: Issuance): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const stem of issuance.authority.stems) {
    for await (const file of numberedFiles(`${stem}.r`, maxRevocationBytes)) {
      // The two hashes of a name are links to one file.
      const key = file.bytes?.toString('latin1') ?? file.path;
      if (!seen.has(key)) findings.push(...checkList(file, issuance));
      seen.add(key);
    }
  }
  return findings;
}

function checkList({ path, bytes, error }: NumberedFile, issuance: Issuance): readonly Finding[] {
  try {
    if (bytes === undefined) throw error;
    const list = parseRevocationList(bytes);
    return sameName(list.issuer, issuance.authority.certificate.subject) ? judge(list, path, issuance) : [];
  } catch (trouble) {
    return [finding('revocations-unreadable', `${path} is not usable: ${reasonOf(trouble)}`)];
  }
}

function judge(list: RevocationList, path: string, { subject, authority, now }: Issuance): readonly Finding[] {
  const { certificate } = authority;
  if (
    keyUsesOf(certificate)?.has('cRLSign') === false ||
    verifySigned(list.signed, publicKeyOf(certificate).key) !== 'good'
  ) {
    return [finding('revocations-unreadable', `${path} is not signed by ${titleOf(certificate)}`)];
  }
  const isOutdated = list.nextUpdate !== undefined && list.nextUpdate < now;
  return [
    ...(list.lists(subject.serial) ? [finding('revoked', `${titleOf(subject)} is revoked by ${path}`)] : []),
    ...(isOutdated
      ? [finding('revocations-outdated', `${path} should have been renewed by ${list.nextUpdate.toISOString()}`)]
      : []),
  ];
}
