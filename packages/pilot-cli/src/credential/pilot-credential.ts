import { type Logger, PilotError } from '@panda-pilot/core';
import {
  type CredentialProvider,
  type ProxyLimits,
  type ProxyMoment,
  checkLifetime,
  checkProxy,
  currentProxyLimits,
  fixedCredential,
  noCredential,
  proxyFileProvider,
  tokenFileProvider,
  wikiProxyLimits,
} from '@panda-pilot/credentials';
import type { Settings } from '../config/settings.ts';

/** What the pilot shows the server. */
export interface PilotCredential {
  readonly provider: CredentialProvider;
  /** Rejects with a PilotError (1163, 1177, 1370, 1373, 1382) unless the credential will do for what is about to be done. */
  check(moment: ProxyMoment): Promise<void>;
}

/** The settings that say which credential it is, and how long it must last. */
export type CredentialSettings = Pick<
  Settings,
  'caDirectory' | 'proxy' | 'proxyLimits' | 'tokenFile' | 'tokenOrigin' | 'url' | 'vomsDirectory'
>;

/** A token goes before a proxy; a proxy is shown to servers with TLS only, for others cannot see it. Nothing is read before it is asked for. */
export function pilotCredential(
  settings: CredentialSettings,
  { logger, now = () => new Date() }: { readonly logger: Logger; readonly now?: () => Date },
): PilotCredential {
  if (settings.tokenFile !== undefined) return tokenCredential(settings.tokenFile, settings, { logger, now });
  if (settings.proxy !== undefined && settings.url.startsWith('https:'))
    return proxyCredential(settings.proxy, settings, { logger, now });
  return { provider: fixedCredential(noCredential), check: () => Promise.resolve() };
}

interface Surroundings {
  readonly logger: Logger;
  readonly now: () => Date;
}

function tokenCredential(
  path: string,
  { tokenOrigin }: CredentialSettings,
  { logger, now }: Surroundings,
): PilotCredential {
  if (tokenOrigin === undefined)
    throw new PilotError('NO_PROXY', 'a token needs --token-origin, such as atlas:production');
  const provider = tokenFileProvider(path, { origin: tokenOrigin, logger, now });
  return {
    provider,
    async check() {
      checkLifetime(await provider.current(), { minimumSeconds: 0, now: now() });
    },
  };
}

function proxyCredential(
  path: string,
  { caDirectory, proxyLimits, vomsDirectory }: CredentialSettings,
  { logger, now }: Surroundings,
): PilotCredential {
  const provider = proxyFileProvider(path, {
    logger,
    now,
    ...(caDirectory === undefined ? {} : { caDirectory }),
    ...(vomsDirectory === undefined ? {} : { vomsDirectory }),
  });
  return {
    provider,
    async check(moment) {
      const proxy = await provider.current();
      if (proxy.kind !== 'x509') throw new TypeError('a proxy file gives proxies');
      const attributes = proxyLimits === 'none' ? 'ignored' : 'required';
      checkProxy(proxy, { moment, now: now(), limits: limits[proxyLimits], attributes });
    },
  };
}

const limits: Readonly<Record<CredentialSettings['proxyLimits'], ProxyLimits>> = {
  wiki: wikiProxyLimits,
  current: currentProxyLimits,
  none: { startSeconds: 0, stageInSeconds: 0, stageOutSeconds: 0, runningSeconds: 0, graceSeconds: 0 },
};
