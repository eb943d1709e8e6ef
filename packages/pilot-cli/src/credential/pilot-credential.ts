import { type Logger, PilotError } from '@panda-pilot/core';
import {
  type CredentialProvider,
  type ProxyLimits,
  type ProxyMoment,
  type Secret,
  checkCredential,
  currentProxyLimits,
  fixedCredential,
  noCredential,
  parseBearerToken,
  proxyFileProvider,
  renewingProvider,
  secret,
  tokenFileProvider,
  wikiProxyLimits,
} from '@panda-pilot/credentials';
import { readBoundedFile } from '../bounded-file.ts';
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
  | 'caDirectory'
  | 'proxy'
  | 'proxyLimits'
  | 'tokenFile'
  | 'tokenKeyFile'
  | 'tokenOrigin'
  | 'tokenRenewal'
  | 'url'
  | 'vomsDirectory'
>;

/** What the pilot's credential is made with. */
export interface CredentialDeps {
  /** Asks the server for a new token. */
  readonly fetchToken: (tokenKey: Secret) => Promise<Secret>;
  readonly logger: Logger;
  /** Default: the system's clock. */
  readonly now?: () => Date;
}

/** A token goes before a proxy; a proxy is shown to servers with TLS only, for others cannot see it. Nothing is read before it is asked for. */
export function pilotCredential(settings: CredentialSettings, deps: CredentialDeps): PilotCredential {
  const { now = () => new Date() } = deps;
  const { proxyLimits, tokenFile, proxy } = settings;
  const isProxyOfUse = proxy !== undefined && settings.url.startsWith('https:');
  if (tokenFile === undefined && !isProxyOfUse)
    return { provider: fixedCredential(noCredential), check: () => Promise.resolve() };
  const provider =
    tokenFile === undefined ? proxyProvider(proxy ?? '', settings, deps) : tokenProvider(tokenFile, settings, deps);
  const attributes = proxyLimits === 'none' ? 'ignored' : 'required';
  const demand = { limits: limits[proxyLimits], tokenLimits: limits.none, attributes } as const;
  return {
    provider,
    async check(moment) {
      checkCredential(await provider.current(), { ...demand, moment, now: now() });
    },
  };
}

const limits: Readonly<Record<CredentialSettings['proxyLimits'], ProxyLimits>> = {
  wiki: wikiProxyLimits,
  current: currentProxyLimits,
  none: { startSeconds: 0, stageInSeconds: 0, stageOutSeconds: 0, runningSeconds: 0, graceSeconds: 0 },
};

function tokenProvider(path: string, settings: CredentialSettings, deps: CredentialDeps): CredentialProvider {
  const { tokenKeyFile, tokenOrigin: origin, tokenRenewal } = settings;
  if (origin === undefined) throw new PilotError('NO_PROXY', 'a token needs --token-origin, such as atlas:production');
  const provider = tokenFileProvider(path, { origin, ...deps });
  if (tokenKeyFile === undefined || !tokenRenewal) return provider;
  return renewingProvider(provider, {
    ...deps,
    path,
    fetch: async () => deps.fetchToken(await readKey(tokenKeyFile)),
    read: (text) => parseBearerToken(text.reveal(), { place: 'the renewed token', origin }),
  });
}

async function readKey(path: string): Promise<Secret> {
  const { text } = await readBoundedFile(path, { maxBytes: 64 * 1024 });
  return secret(text.trim());
}

function proxyProvider(path: string, settings: CredentialSettings, deps: CredentialDeps): CredentialProvider {
  const { caDirectory, vomsDirectory } = settings;
  return proxyFileProvider(path, {
    ...deps,
    ...(caDirectory === undefined ? {} : { caDirectory }),
    ...(vomsDirectory === undefined ? {} : { vomsDirectory }),
  });
}
