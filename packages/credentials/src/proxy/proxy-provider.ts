import { stat } from 'node:fs/promises';
import { type Logger, PilotError, silentLogger } from '@panda-pilot/core';
import type { CredentialProvider } from '../credential.ts';
import { remainingSeconds } from '../lifetime.ts';
import { versionOf } from '../token-file.ts';
import type { FindingName } from '../x509/finding.ts';
import { defectsAmong, describeFindings, isJudgedAtUse } from './defects.ts';
import { type ProxyFileOptions, type ProxyReading, readProxyVersion } from './proxy-file.ts';
import type { X509Proxy } from './x509-proxy.ts';

/** How a proxy file is followed. */
export interface ProxyProviderOptions extends Omit<ProxyFileOptions, 'now'> {
  /** Findings that are let pass all the same. */
  readonly tolerated?: readonly FindingName[];
  /** Default: the system's clock. */
  readonly now?: () => Date;
  /** Hears about renewals, and about a file that cannot be used. Default: nobody. */
  readonly logger?: Logger;
}

/**
 * A provider that looks at the proxy file before every call and reads it again when it has changed: a proxy renewed by
 * somebody else is used at the next call. While the file is missing, half written or not in order, or its proxy has
 * expired or has no VOMS attributes though the one before had, the last good proxy is used for as long as it is valid;
 * after that `current` rejects with PilotError NO_PROXY. That a proxy has expired is no reason to reject: `checkProxy`
 * says so better.
 */
export function proxyFileProvider(path: string, options: ProxyProviderOptions = {}): CredentialProvider {
  const { now = () => new Date(), logger = silentLogger, tolerated = [] } = options;
  let held: ProxyReading | undefined;
  return {
    async current(): Promise<X509Proxy> {
      if (held !== undefined && (await currentVersion(path)) === held.version) return held.proxy;
      try {
        const renewed = await readProxyVersion(path, { ...options, now: now() });
        refuseDefects(renewed.proxy, { path, tolerated });
        if (held !== undefined) refuseWorse(renewed.proxy, held.proxy, now());
        if (held !== undefined) logger.info({ path, expiresAt: renewed.proxy.expiresAt }, 'proxy renewed');
        held = renewed;
      } catch (error) {
        if (held === undefined || remainingSeconds(held.proxy, now()) <= 0) throw error;
        logger.warn({ path, error }, 'proxy file cannot be used, using the proxy read before');
      }
      return held.proxy;
    },
  };
}

/** What a server would not take is no renewal of what it still takes. */
function refuseWorse(renewed: X509Proxy, held: X509Proxy, now: Date): void {
  if (remainingSeconds(held, now) <= 0) return;
  if (remainingSeconds(renewed, now) <= 0) throw new PilotError('CERTIFICATE_HAS_EXPIRED', 'the new proxy');
  if (renewed.attributes.length === 0 && held.attributes.length > 0)
    throw new PilotError('NO_VOMS_PROXY', 'the new proxy has no VOMS attributes');
}

function refuseDefects({ findings }: X509Proxy, rules: { path: string; tolerated: readonly FindingName[] }): void {
  const defects = defectsAmong(
    findings.filter((one) => !isJudgedAtUse(one)),
    rules.tolerated,
  );
  if (defects.length === 0) return;
  throw new PilotError('NO_PROXY', `the proxy file ${rules.path} is not in order: ${describeFindings(defects)}`);
}

async function currentVersion(path: string): Promise<string | undefined> {
  try {
    return versionOf(await stat(path, { bigint: true }));
  } catch {
    return undefined; // reading the file will say why
  }
}
