import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, PilotError } from '@panda-pilot/core';
import {
  type CredentialProvider,
  type ProxyMoment,
  type Secret,
  checkCredential,
  fixedCredential,
  noCredential,
  noProxyLimits,
  parseBearerToken,
  proxyFileProvider,
  renewingProvider,
  secret,
  tokenFileProvider,
} from '@panda-pilot/credentials';
import { readBoundedFile } from '../bounded-file.ts';
import type { Settings } from '../config/settings.ts';
import { readLifetimeLimits } from './lifetime-limits.ts';

/** What the pilot shows the server. */
export interface PilotCredential {
  readonly provider: CredentialProvider;
  /** Rejects with a PilotError (1163, 1177, 1370, 1373, 1382) unless the credential will do for what is about to be done. */
  check(moment: ProxyMoment): Promise<void>;
  /**
   * The same of what the file holds at this moment, as whoever copies files will find it: what was read before does not
   * count, but for a token that the pilot renews by itself. A file that is wrong may be just being replaced: it is
   * looked at twice, a second apart.
   */
  checkFile(moment: ProxyMoment): Promise<void>;
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

/**
 * A token goes before a proxy; a proxy is shown to servers with TLS only, for others cannot see it. Nothing is read
 * before it is asked for.
 */
export function pilotCredential(settings: CredentialSettings, deps: CredentialDeps): PilotCredential {
  const { now = () => new Date() } = deps;
  const { proxyLimits, tokenFile, proxy } = settings;
  const isProxyOfUse = proxy !== undefined && settings.url.startsWith('https:');
  if (tokenFile === undefined && !isProxyOfUse)
    return { provider: fixedCredential(noCredential), check: pass, checkFile: pass };
  const open = (): CredentialProvider =>
    tokenFile === undefined ? proxyProvider(proxy ?? '', settings, deps) : tokenProvider(tokenFile, settings, deps);
  const provider = open();
  const demand = {
    limits: readLifetimeLimits(proxyLimits),
    tokenLimits: noProxyLimits,
    attributes: proxyLimits === 'none' ? 'ignored' : 'required',
  } as const;
  const judge = async (given: CredentialProvider, moment: ProxyMoment): Promise<void> => {
    checkCredential(await given.current(), { ...demand, moment, now: now() });
  };
  return {
    provider,
    check: (moment) => judge(provider, moment),
    async checkFile(moment) {
      const look = (): Promise<void> => judge(isRenewed(settings) ? provider : open(), moment);
      await look().catch(() => sleep(replacingMs).then(look));
    },
  };
}

const pass = (): Promise<void> => Promise.resolve();

/** Longer than anybody takes to write a file of some kilobytes. */
const replacingMs = 1000;

function isRenewed({ tokenFile, tokenKeyFile, tokenRenewal }: CredentialSettings): boolean {
  return tokenFile !== undefined && tokenKeyFile !== undefined && tokenRenewal;
}

function tokenProvider(path: string, settings: CredentialSettings, deps: CredentialDeps): CredentialProvider {
  const { tokenKeyFile, tokenOrigin: origin } = settings;
  if (origin === undefined) throw new PilotError('NO_PROXY', 'a token needs --token-origin, such as atlas:production');
  const provider = tokenFileProvider(path, { origin, ...deps });
  if (tokenKeyFile === undefined || !isRenewed(settings)) return provider;
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
