import { PilotError } from '@panda-pilot/core';
import { checkProxy, readProxyFile } from '@panda-pilot/credentials';
import { createMyProxyClient } from '@panda-pilot/glexec';
import { printJson } from '../answers/print-json.ts';
import type { ProcessFacts } from '../compose.ts';
import { ConfigError } from '../config/config-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { myProxyServer } from '../launch/myproxy-server.ts';
import { caDirectoryOf, ownProxyFile, vouchersOf } from '../launch/own-proxy.ts';
import { renderTable } from '../render-table.ts';
import { describeProxy, proxyRecord } from './proxy-record.ts';
import { writeLine } from '../streams.ts';

export interface ProxyInfoOptions {
  readonly name?: string;
  readonly proxy?: string;
  readonly caDirectory?: string;
  readonly myproxy?: string;
  readonly owner?: string;
  readonly json?: boolean;
}

/** `panda-pilot proxy info`. Resolves with the exit code: a proxy that nobody would take is shown all the same, and is no success. */
export async function proxyInfo(
  file: string | undefined,
  options: ProxyInfoOptions,
  facts: ProcessFacts,
): Promise<number> {
  const { myproxy, name, owner } = options;
  if (myproxy !== undefined || owner !== undefined || name !== undefined) {
    if (file !== undefined)
      throw mistaken('a file is looked at, or what MyProxy has stored (--myproxy, --owner): not both');
    return await storedInfo(options, facts);
  }
  const { cwd, env, streams } = facts;
  const now = new Date();
  const path = ownProxyFile(file ?? options.proxy, { cwd, env });
  const proxy = await readProxyFile(path, { now, ...vouchersOf(options.caDirectory, env) });
  const record = proxyRecord(proxy, now);
  if (options.json === true) printJson(streams, { type: 'proxy', ...record });
  else for (const line of [path, ...describeProxy(record)]) writeLine(streams.stdout, line);
  checkProxy(proxy, { moment: 'running', now, attributes: 'ignored', tolerated: ['not-a-proxy'] });
  return exitCodes.done;
}

async function storedInfo(options: ProxyInfoOptions, { cwd, env, streams }: ProcessFacts): Promise<number> {
  const { myproxy, name, owner: user } = options;
  if (myproxy === undefined || user === undefined)
    throw mistaken('--name is one of an --owner, and MyProxy is asked with both --myproxy and --owner');
  const caDirectory = caDirectoryOf(options.caDirectory, env);
  const server = await myProxyServer(myproxy, {
    caDirectory,
    proxyFile: ownProxyFile(options.proxy, { cwd, env }),
  });
  const stored = await createMyProxyClient(server).info({ user, ...(name === undefined ? {} : { name }) });
  if (stored.length === 0) {
    const hint =
      'For the user: store a credential under your own DN (myproxy-init -d), and show a proxy of your own to ask for it';
    throw new PilotError('NO_PROXY', `MyProxy at ${server.host} has nothing of ${user}`, { hint });
  }
  if (options.json === true) printJson(streams, { type: 'stored-proxies', proxies: stored });
  else {
    const rows = stored.map((one) => [
      one.name ?? '',
      one.endsAt?.toISOString() ?? '',
      one.owner ?? '',
      one.trustedRetrievers ?? '',
      one.description ?? '',
    ]);
    const head = ['name', 'until', 'owner', 'given without passphrase to', 'description'];
    streams.stdout.write(renderTable([head, ...rows], streams.stdout.columns));
  }
  return exitCodes.done;
}

function mistaken(mistake: string): ConfigError {
  return new ConfigError([mistake], 'panda-pilot proxy info --help tells what can be written.');
}
