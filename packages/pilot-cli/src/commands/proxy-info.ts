import { PilotError } from '@panda-pilot/core';
import { checkProxy, readProxyFile } from '@panda-pilot/credentials';
import { createMyProxyClient } from '@panda-pilot/glexec';
import { printJson } from '../answers/print-json.ts';
import type { ProcessFacts } from '../compose.ts';
import { ConfigError } from '../config/config-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { myProxyServer } from '../launch/myproxy-server.ts';
import { caDirectoryOf, ownProxyFile } from '../launch/own-proxy.ts';
import { renderTable } from '../render-table.ts';
import { describeProxy, proxyRecord } from './proxy-record.ts';

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
  if (options.myproxy !== undefined || options.owner !== undefined) return await storedInfo(options, facts);
  const { cwd, env, streams } = facts;
  const now = new Date();
  const path = ownProxyFile(file ?? options.proxy, { cwd, env });
  const caDirectory = options.caDirectory ?? env['X509_CERT_DIR'];
  const proxy = await readProxyFile(path, { now, ...(caDirectory === undefined ? {} : { caDirectory }) });
  const record = proxyRecord(proxy, now);
  if (options.json === true) printJson(streams, { type: 'proxy', ...record });
  else streams.stdout.write(`${path}\n${describeProxy(record)}`);
  checkProxy(proxy, { moment: 'running', now, attributes: 'ignored', tolerated: ['not-a-proxy'] });
  return exitCodes.done;
}

async function storedInfo(options: ProxyInfoOptions, { cwd, env, streams }: ProcessFacts): Promise<number> {
  const { myproxy, name, owner: user } = options;
  if (myproxy === undefined || user === undefined) {
    throw new ConfigError(
      ['--myproxy and --owner belong together'],
      'panda-pilot proxy info --help tells what can be written.',
    );
  }
  const caDirectory = caDirectoryOf(options.caDirectory, env);
  const server = await myProxyServer(myproxy, {
    caDirectory,
    proxyFile: ownProxyFile(options.proxy, { cwd, env }),
  });
  const stored = await createMyProxyClient(server).info({ user, ...(name === undefined ? {} : { name }) });
  if (stored.length === 0) throw new PilotError('NO_PROXY', `MyProxy at ${server.host} has nothing of ${user}`);
  if (options.json === true) printJson(streams, { type: 'stored-proxies', proxies: stored });
  else {
    const rows = stored.map((one) => [
      one.name ?? '',
      one.endsAt?.toISOString() ?? '',
      one.owner ?? '',
      one.description ?? '',
    ]);
    streams.stdout.write(renderTable([['name', 'until', 'owner', 'description'], ...rows], streams.stdout.columns));
  }
  return exitCodes.done;
}
