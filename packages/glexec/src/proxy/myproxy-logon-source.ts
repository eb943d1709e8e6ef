import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PilotError } from '@panda-pilot/core';
import { describeEnding, runCommand } from '@panda-pilot/timed-command';
import { defaultTimeoutMs } from '../myproxy/conversation.ts';
import { refusalError } from '../myproxy/refusal.ts';
import { oneLine } from '../myproxy/request.ts';
import type { ProxySource } from './proxy-source.ts';
import { acceptUserProxy } from './user-proxy.ts';

/** How `myproxy-logon` is run. */
export interface MyProxyLogonOptions {
  readonly host: string;
  /** 7512 when absent. */
  readonly port?: number;
  readonly caDirectory: string;
  /** The pilot's own proxy file: whom the server must know as a trusted retriever. */
  readonly proxyFile: string;
  /** Where the tool may write for a moment: the pilot's alone. */
  readonly directory: string;
  /** `myproxy-logon`, looked for in /usr/bin and /usr/local/bin, when absent. */
  readonly file?: string;
  /** Milliseconds since the epoch; the clock of the system when absent. */
  readonly now?: () => number;
}

/**
 * Users' proxies by the tool of the Globus toolkit (6.2), for sites that know it better than us. What it gives is held
 * to the same.
 */
export function myProxyLogonSource(options: MyProxyLogonOptions): ProxySource {
  return {
    name: 'myproxy-logon',
    fetch: async ({ owner, credentialName, ...expected }, { timeoutMs = defaultTimeoutMs, signal } = {}) => {
      const { host, caDirectory, directory, now = Date.now } = options;
      const own = await mkdtemp(join(directory, 'myproxy-logon-'));
      try {
        const out = join(own, 'proxy');
        const names = [oneLine('USERNAME', owner), oneLine('CRED_NAME', credentialName ?? '')] as const;
        await logOn(options, [...nameArguments(names), '-o', out], {
          timeoutMs,
          ...(signal === undefined ? {} : { signal }),
        });
        const identity = owner.startsWith('/') ? { identity: owner } : {};
        const place = `the proxy from MyProxy at ${host}`;
        const origin = { place, caDirectory, now: new Date(now()) };
        return await acceptUserProxy(await readFile(out, 'utf8'), { ...expected, ...identity }, origin);
      } finally {
        await rm(own, { recursive: true, force: true });
      }
    },
  };
}

function nameArguments([user, name]: readonly [string, string]): string[] {
  return ['-l', user, ...(name === '' ? [] : ['-k', name])];
}

async function logOn(
  { host, port = 7512, caDirectory, proxyFile, file = 'myproxy-logon' }: MyProxyLogonOptions,
  args: readonly string[],
  bounds: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<void> {
  const { ending, stderr } = await runCommand(file, ['-s', host, '-p', String(port), '-n', '-t', '0', ...args], {
    env: {
      PATH: '/usr/bin:/usr/local/bin',
      X509_USER_PROXY: proxyFile,
      X509_CERT_DIR: caDirectory,
      // Otherwise it looks the server's name up backwards.
      GLOBUS_GSSAPI_NAME_COMPATIBILITY: 'STRICT_RFC2818',
    },
    ...bounds,
  });
  bounds.signal?.throwIfAborted();
  if (ending.kind === 'exited' && ending.exitCode === 0) return;
  if (ending.kind === 'exited') throw refusalError(host, { verdict: 'error', fields: [], error: lastWords(stderr) });
  throw new PilotError('NO_PROXY', `MyProxy at ${host}:${port}: myproxy-logon ${describeEnding(ending)}`, {
    hint: 'For the site: install the package myproxy on the node, or leave the tool out: the pilot speaks the protocol itself',
  });
}

function lastWords(stderr: string): string {
  return stderr.trim().split('\n').join('; ').slice(0, 1000);
}
