/**
 * Authorities, users, proxies of every kind and VOMS attributes, right ones and forged ones, made in Node without any
 * grid package.
 */
export { createTestAuthority, signingPolicy, type TestAuthority } from './proxies/authority.ts';
export {
  extension as testExtension,
  keyUsage as testKeyUsage,
  type TestCertificate,
  testKeys,
} from './proxies/certificates.ts';
export type { DelegationOptions, TestHolder } from './proxies/delegation.ts';
export { type AttributeOptions, createTestVoms, type TestVoms } from './proxies/voms.ts';
