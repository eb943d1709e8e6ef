import { readProxy } from '@panda-pilot/credentials';
import { createTestAuthority } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { ownJobsOf } from '../../src/credential/own-jobs.ts';

const user = createTestAuthority().issue('/DC=test/DC=grid/CN=Test Pilot');

describe('ownJobsOf', () => {
  it('names the proxy as older pilots did', async () => {
    expect(ownJobsOf(await readProxy(user.delegate({ kind: 'legacy' }).file()))).toBe(
      '/DC=test/DC=grid/CN=Test Pilot/CN=proxy',
    );
    expect(ownJobsOf(await readProxy(user.delegate().file()))).toMatch(
      /^\/DC=test\/DC=grid\/CN=Test Pilot\/CN=\d+\/CN=proxy$/,
    );
  });

  it('names nobody without a proxy', () => expect(ownJobsOf({ kind: 'none' })).toBeUndefined());
});
