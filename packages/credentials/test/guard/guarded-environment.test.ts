import { describe, expect, it } from 'vitest';
import { guardedEnvironment, secret } from '../../src/index.ts';

const secrets = { files: ['/tmp/x509up_u500'], texts: [secret('eyJ.token.x')] };

describe('guardedEnvironment', () => {
  it.each([
    'X509_USER_PROXY',
    'X509_USER_KEY',
    'PANDA_AUTH_TOKEN',
    'PANDA_AUTH_TOKEN_KEY',
    'OIDC_REFRESHED_AUTH_TOKEN',
    'BEARER_TOKEN_FILE',
    'GLEXEC_CLIENT_CERT',
    'AWS_SECRET_ACCESS_KEY',
    'S3_ACCESS_KEY',
    'DB_PASSWORD',
    'GITHUB_TOKEN',
    'my_api_key',
    'KRB5CCNAME',
    'SSH_AUTH_SOCK',
    'XDG_RUNTIME_DIR',
    'NODE_CHANNEL_FD',
  ])('withholds %s, whatever its value', (name) => {
    expect(guardedEnvironment({ [name]: 'x', HOME: '/home' }, secrets)).toEqual({
      environment: { HOME: '/home' },
      withheld: [name],
    });
  });

  it.each([
    'PATH',
    'X509_CERT_DIR',
    'X509_VOMS_DIR',
    'LD_LIBRARY_PATH',
    'TOKENIZERS',
    'ATLAS_LOCAL_ROOT_BASE',
    'PandaID',
  ])('hands on %s', (name) => {
    expect(guardedEnvironment({ [name]: 'x' }, secrets)).toEqual({ environment: { [name]: 'x' }, withheld: [] });
  });

  it('withholds whatever says where the credential is, or holds it', () => {
    const { environment, withheld } = guardedEnvironment(
      {
        OPTIONS: '--cert=/tmp/x509up_u500 --verbose',
        HEADER: 'Bearer eyJ.token.x',
        KEY: '-----BEGIN RSA PRIVATE KEY-----\nAAAA',
        TMP: '/tmp',
        NONE: undefined,
      },
      secrets,
    );
    expect(environment).toEqual({ TMP: '/tmp' });
    expect(withheld).toEqual(['OPTIONS', 'HEADER', 'KEY']);
  });
});
