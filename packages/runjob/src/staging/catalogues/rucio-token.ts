import { readFile } from 'node:fs/promises';

/** How Rucio learns who we are. */
export interface RucioIdentity {
  readonly url: URL;
  /** Shows the proxy of `env`. */
  readonly fetch: typeof globalThis.fetch;
  /** With the variables that copy tools have. */
  readonly env: Readonly<Record<string, string>>;
  /** Of Rucio; for proxies. */
  readonly account?: string;
}

/**
 * Makes what gives Rucio's token: the bearer token of the environment (`BEARER_TOKEN`, `BEARER_TOKEN_FILE`), which
 * Rucio takes as it is; else one that the server gives for the proxy, kept for this job. Undefined where there is
 * neither; rejects when the server refuses.
 */
export function rucioToken({ url, fetch, env, account }: RucioIdentity): () => Promise<string | undefined> {
  let given: Promise<string> | undefined;
  return async () => {
    const bearer = env['BEARER_TOKEN'] ?? (await tokenIn(env['BEARER_TOKEN_FILE']));
    if (bearer !== undefined) return bearer;
    if (env['X509_USER_PROXY'] === undefined || account === undefined) return undefined;
    given ??= askFor(new URL('/auth/x509_proxy', url), { fetch, account });
    return given;
  };
}

/** Longer is no token; and the file may be anything. */
const longestToken = 65_536;

async function tokenIn(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const text = (await readFile(path, 'utf8')).trim();
  return text.length > longestToken ? undefined : text;
}

async function askFor(
  url: URL,
  { fetch, account }: { readonly fetch: typeof globalThis.fetch; readonly account: string },
): Promise<string> {
  const headers = { 'x-rucio-account': account };
  const answer = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(patienceMs) });
  const token = answer.headers.get('x-rucio-auth-token');
  if (answer.ok && token !== null) return token;
  throw new Error(`Rucio has no token for account ${account}: it answers ${answer.status}`);
}

const patienceMs = 60_000;
