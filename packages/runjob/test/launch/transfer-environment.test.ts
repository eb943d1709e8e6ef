import { describe, expect, it } from 'vitest';
import type { LaunchOrder } from '../../src/state/launch-order.ts';
import { transferEnvironment } from '../../src/launch/transfer-environment.ts';

const env = {
  PATH: '/bin',
  X509_USER_PROXY: '/pilot',
  X509_CERT_DIR: '/cas',
  BEARER_TOKEN_FILE: '/token',
  OIDC_AUTH_TOKEN: 't',
  AWS_SHARED_CREDENTIALS_FILE: '/keys',
  AWS_SECRET_ACCESS_KEY: 'k',
};
const order: LaunchOrder = {
  launcher: 'none',
  otherAccount: false,
  policy: { demands: [], network: 'shared', readable: [], limits: {} },
  secrets: [],
  payloadProxy: '/owner',
  transfersAs: 'payload',
};

describe('transferEnvironment', () => {
  it('is the one of the pilot unless the order says otherwise', () => {
    expect(transferEnvironment(env, undefined)).toBe(env);
    expect(transferEnvironment(env, { ...order, transfersAs: 'pilot' })).toBe(env);
  });

  it("has the payload's credential and none beside it", () => {
    expect(transferEnvironment(env, order)).toEqual({ PATH: '/bin', X509_CERT_DIR: '/cas', X509_USER_PROXY: '/owner' });
  });

  it("is none at all when the payload's credential is missing", () => {
    const { payloadProxy: _, ...without } = order;
    expect(() => transferEnvironment(env, without)).toThrow(expect.objectContaining({ errorName: 'NO_PROXY' }));
  });
});
