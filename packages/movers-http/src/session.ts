import { rootCertificates } from 'node:tls';
import { isPilotError, PilotError } from '@panda-pilot/core';
import {
  authoritiesIn,
  proxyFileProvider,
  remainingSeconds,
  tokenFileProvider,
  type X509Proxy,
} from '@panda-pilot/credentials';
import { MoverError } from '@panda-pilot/movers-core';
import { type Places, placesOf, type SessionOptions } from './session-places.ts';

/** Who the pilot is for a storage, and whom it takes for one. */
export interface Session {
  /** What goes with a request. Rejects with MoverError `denied` when there is a credential, and it cannot be used. */
  show(url: URL, token: 'show' | 'hide'): Promise<Shown>;
  /** Where things are, for programs that read them by themselves. */
  readonly places: Places;
}

export interface Shown {
  readonly credential: TlsIdentity;
  readonly authorization: Readonly<Record<string, string>>;
}

/** What TLS connections show and believe; the same object for as long as nothing has changed. */
export interface TlsIdentity {
  /** PEM; undefined: the authorities that Node ships. */
  readonly authorities: readonly string[] | undefined;
  readonly certificate?: X509Proxy;
}

/**
 * A token is preferred to a proxy: whoever has both was given the token for this. Tokens go over TLS only. Files are looked
 * at before every call, so that what somebody renews is used at the next.
 */
export function createSession(options: SessionOptions, env: Readonly<Record<string, string>>): Session {
  const places = placesOf(options, env);
  const { proxyFile, tokenFile } = places;
  const proxy = proxyFile === undefined ? undefined : proxyFileProvider(proxyFile);
  // The origin is what PanDA servers are told; storages are not.
  const file = tokenFile === undefined ? undefined : tokenFileProvider(tokenFile, { origin: 'storage:transfer' });
  const authorities = authoritiesOf(places, options);
  let identity: TlsIdentity | undefined;

  const tls = async (certificate: X509Proxy | undefined): Promise<TlsIdentity> => {
    const trusted = await authorities();
    const same =
      identity?.authorities === trusted && identity?.certificate?.certificatesPem === certificate?.certificatesPem;
    if (identity === undefined || !same) {
      identity = { authorities: trusted, ...(certificate === undefined ? {} : { certificate }) };
    }
    return identity;
  };
  const bearerToken = async (): Promise<string | undefined> => {
    const current = await file?.current();
    return places.token ?? (current?.kind === 'token' ? current.token.reveal() : undefined);
  };
  const certificate = async (): Promise<X509Proxy | undefined> => {
    const current = await proxy?.current();
    if (current?.kind !== 'x509') return undefined;
    if (remainingSeconds(current, new Date()) <= 0) {
      throw new PilotError('NO_PROXY', `the proxy ${proxyFile} is valid no more`);
    }
    return current;
  };

  return {
    places,
    async show(url, token) {
      if (url.protocol !== 'https:') return { credential: { authorities: undefined }, authorization: {} };
      try {
        const bearer = await bearerToken();
        if (bearer === undefined) return { credential: await tls(await certificate()), authorization: {} };
        const authorization = token === 'show' ? { authorization: `Bearer ${bearer}` } : {};
        return { credential: await tls(undefined), authorization };
      } catch (error) {
        if (!isPilotError(error)) throw error;
        throw new MoverError(error.message, { kind: 'denied', file: url.href, cause: error });
      }
    },
  };
}

/** The certificates of the CA directory, read again every hour, for as long as the directory can be read. */
function authoritiesOf(
  { caDirectory }: Places,
  { trust }: SessionOptions,
): () => Promise<readonly string[] | undefined> {
  let held: readonly string[] | undefined;
  let readAt = -Infinity;
  return async () => {
    if (caDirectory === undefined) return undefined;
    if (held !== undefined && performance.now() - readAt < refreshMs) return held;
    const found = await authoritiesIn(caDirectory).catch((cause: unknown) => {
      if (held !== undefined) return held;
      throw new PilotError('NO_PROXY', `the CA directory cannot be read: ${caDirectory}`, { cause });
    });
    const all = trust === 'grid' ? found : [...found, ...rootCertificates];
    if (held?.join('') !== all.join('')) held = all;
    readAt = performance.now();
    return held;
  };
}

const refreshMs = 3_600_000;
