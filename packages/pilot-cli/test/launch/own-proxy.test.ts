import { describe, expect, it } from 'vitest';
import { absolutePath, caDirectoryOf, ownProxyFile, vouchersOf } from '../../src/launch/own-proxy.ts';

const cwd = '/here';

describe('where credentials of our own are', () => {
  it('takes what is given before X509_USER_PROXY, and that before the file in /tmp', () => {
    const env = { X509_USER_PROXY: '/variable' };
    expect(ownProxyFile('given', { cwd, env })).toBe('/here/given');
    expect(ownProxyFile(undefined, { cwd, env })).toBe('/variable');
    expect(ownProxyFile(undefined, { cwd, env: { X509_USER_PROXY: '' } })).toMatch(/^\/tmp\/x509up_u\d+$/);
  });

  it('finds the authorities as grid tools do', () => {
    expect(caDirectoryOf('/given', { X509_CERT_DIR: '/variable' })).toBe('/given');
    expect(caDirectoryOf(undefined, { X509_CERT_DIR: '/variable' })).toBe('/variable');
    for (const env of [{}, { X509_CERT_DIR: '' }])
      expect(caDirectoryOf(undefined, env)).toBe('/etc/grid-security/certificates');
  });

  it('asks whoever is named about a proxy, there or not', () => {
    const env = { X509_CERT_DIR: '/no/authorities', X509_VOMS_DIR: '/no/vomsdir' };
    expect(vouchersOf(undefined, env)).toEqual({ caDirectory: '/no/authorities', vomsDirectory: '/no/vomsdir' });
    expect(vouchersOf('/given', env)).toEqual({ caDirectory: '/given', vomsDirectory: '/no/vomsdir' });
  });

  it('takes an empty path for none', () => {
    expect([absolutePath('', cwd), absolutePath(undefined, cwd), absolutePath('a', cwd)]).toEqual([
      undefined,
      undefined,
      '/here/a',
    ]);
  });
});
