import {
  createTestAuthority,
  createTestVoms,
  type TestAuthority,
  type TestHolder,
  type TestVoms,
} from '@panda-pilot/testkit';

/** An authority, a user, a VOMS server: what a test of proxies needs. Made once, since keys cost time. */
export interface Grid {
  readonly authority: TestAuthority;
  readonly user: TestHolder;
  readonly voms: TestVoms;
}

export function createGrid(keys: 'ec' | 'rsa' = 'ec'): Grid {
  const authority = createTestAuthority('/DC=test/DC=grid/CN=Test Grid CA', { keys });
  return {
    authority,
    user: authority.issue('/DC=test/DC=grid/CN=Test Pilot', { keys }),
    voms: createTestVoms(authority, { keys }),
  };
}

/** Names of findings. */
export function namesOf(findings: readonly { readonly name: string }[]): readonly string[] {
  return findings.map(({ name }) => name);
}

/** Certificates count whole seconds; a test takes the time once. */
const now = Math.floor(Date.now() / 1000) * 1000;

/** The instant so many hours after the start of the test. */
export function hours(count: number): Date {
  return new Date(now + Math.round(count * 3600) * 1000);
}

/** The content of an extension that names another subject: the host x.org. */
export const secondName: Buffer = Buffer.from([0x30, 7, 0x82, 5, ...Buffer.from('x.org')]);
