import type { ForeignFacts } from './foreign-command-line.ts';
import type { SettingValues } from './option-table.ts';

/**
 * The settings for X.509 that grid tools go by: the proxy that X509_USER_PROXY names, or the user's in /tmp if there is one, and the
 * authorities of X509_CERT_DIR, or of the place where every grid node has them. Pure but for what it asks about files.
 */
export function gridCredential({ env, uid, isFile, isDirectory }: ForeignFacts): SettingValues {
  const named = env['X509_USER_PROXY'] ?? '';
  const usual = `/tmp/x509up_u${uid}`;
  const caDirectory = env['X509_CERT_DIR'] ?? '';
  const usualAuthorities = '/etc/grid-security/certificates';
  return {
    ...(named !== '' ? { proxy: named } : isFile(usual) ? { proxy: usual } : {}),
    ...(caDirectory !== '' ? { caDirectory } : isDirectory(usualAuthorities) ? { caDirectory: usualAuthorities } : {}),
  };
}
