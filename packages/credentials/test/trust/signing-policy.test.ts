import { createTestAuthority, signingPolicy } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { allowsSigning, parseSigningPolicy } from '../../src/trust/signing-policy.ts';
import { namesOf } from '../proxy/grid.ts';
import { checkedAgainst } from './trust.ts';

const authority = '/C=CH/O=CERN/CN=CERN Grid CA';
const allows = (text: string, subject: string): boolean =>
  allowsSigning(parseSigningPolicy(text) ?? [], { authority, subject });

describe('a signing policy', () => {
  it('is read in the forms that distributions have', () => {
    const text = `# comment
      access_id_CA   X509    '${authority}'
      pos_rights     globus  CA:sign
      cond_subjects  globus  '"/C=CH/O=CERN/*" "/DC=ch/DC=cern/*"'

access_id_CA X509 "/C=FR/CN=Other"
pos_rights globus CA:sign
cond_subjects globus "/C=FR/*"
`;
    expect(parseSigningPolicy(text)).toEqual([
      { authority, subjects: ['/C=CH/O=CERN/*', '/DC=ch/DC=cern/*'] },
      { authority: '/C=FR/CN=Other', subjects: ['/C=FR/*'] },
    ]);
  });

  it.each([
    ['a right that is refused', `access_id_CA X509 '${authority}'\nneg_rights globus CA:sign\n`],
    ['conditions of nobody', `cond_subjects globus '"/*"'\n`],
    ['another kind of name', `access_id_ANYBODY globus '*'\n`],
    ['a line that is no entry', 'hello\n'],
  ])('with %s is not understood', (_, text) => {
    expect(parseSigningPolicy(text)).toBeUndefined();
  });

  it.each([
    ['/C=CH/*', '/C=CH/CN=Jane', true],
    ['/C=CH/*', '/C=CH/', true],
    ['/C=CH/*', '/C=DE/CN=Jane', false],
    ['/C=CH', '/C=CH/CN=Jane', false],
    ['*/CN=Jane', '/C=CH/CN=Jane', true],
    ['/C=??/CN=J*e', '/C=CH/CN=Jane', true],
    ['/C=?/CN=Jane', '/C=CH/CN=Jane', false],
    ['/C=CH/CN=*a*b*c', '/C=CH/CN=xaxbxbxc', true],
    ['/Email=a@b', '/emailAddress=a@b', true],
    ['/C=ch/*', '/C=CH/CN=Jane', false],
    ['/C=CH/CN=(a|b).*', '/C=CH/CN=(a|b).x', true],
  ])('with the pattern %s of %s says %s', (pattern, subject, expected) => {
    expect(allows(signingPolicy(authority, pattern), subject)).toBe(expected);
  });

  it('of another authority allows nothing', () => {
    expect(allows(signingPolicy('/CN=Other', '*'), '/C=CH/CN=Jane')).toBe(false);
  });

  it('takes no longer for a pattern that was made to', () => {
    const startedAt = performance.now();
    expect(allows(signingPolicy(authority, '*a'.repeat(200)), `${'a'.repeat(5000)}b`)).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});

describe('the signing policy of a CA directory', () => {
  const root = createTestAuthority();
  const name = root.certificate.subject;
  const user = root.issue('/DC=test/DC=grid/CN=Test Pilot');

  it.each([
    ['that allows the user passes', signingPolicy(name, '/DC=test/DC=grid/*'), []],
    ['that allows others alone is violated', signingPolicy(name, '/DC=other/*'), ['signing-policy-violated']],
    ['that is of another authority is violated', signingPolicy('/CN=Other', '*'), ['signing-policy-violated']],
    ['that says nothing is violated', '', ['signing-policy-violated']],
    ['that is not understood is not taken for none', 'access_id_CA?\n', ['signing-policy-unreadable']],
  ])('%s', async (_, policy, expected) => {
    expect(namesOf((await checkedAgainst(user, root.files({ signingPolicy: policy }))).findings)).toEqual(expected);
  });
});
