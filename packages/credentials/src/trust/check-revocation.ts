import { reasonOf } from '@panda-pilot/core';
import { sameName } from '../x509/canonical-name.ts';
import { keyUsesOf } from '../x509/extensions.ts';
import { type Finding, finding } from '../x509/finding.ts';
import { titleOf } from '../x509/check-chain.ts';
import { publicKeyOf } from '../x509/public-key.ts';
import { verifySigned } from '../x509/signed.ts';
import type { NumberedFile } from './ca-directory.ts';
import type { Issuance } from './issuance.ts';
import { maxRevocationBytes, parseRevocationList, type RevocationList } from './revocation-list.ts';

/**
 * What the revocation lists of an authority, `<hash>.r0` and so on, say of a certificate. An authority without lists
 * revokes nothing. Never rejects.
 */
export async function checkRevocation(issuance: Issuance): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const seen: Buffer[] = [];
  for (const stem of issuance.authority.stems) {
    for (const file of await issuance.directory.numberedFiles(`${stem}.r`, maxRevocationBytes)) {
      const { bytes } = file;
      // The two hashes of a name are links to one file.
      if (bytes !== undefined && seen.some((one) => one.equals(bytes))) continue;
      if (bytes !== undefined) seen.push(bytes);
      findings.push(...checkList(file, issuance));
    }
  }
  return findings;
}

function checkList({ path, bytes, error }: NumberedFile, issuance: Issuance): readonly Finding[] {
  try {
    if (bytes === undefined) throw error;
    const list = listOf(bytes);
    return sameName(list.issuer, issuance.authority.certificate.subject) ? judge(list, path, issuance) : [];
  } catch (trouble) {
    return [finding('revocations-unreadable', `${path} is not usable: ${reasonOf(trouble, path)}`)];
  }
}

/** The list in `bytes`, which a directory gives again and again. */
function listOf(bytes: Buffer): RevocationList {
  const list = lists.get(bytes) ?? parseRevocationList(bytes);
  lists.set(bytes, list);
  return list;
}

const lists = new WeakMap<Buffer, RevocationList>();

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
