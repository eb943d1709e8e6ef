import { PilotError, reasonOf } from '@panda-pilot/core';
import { replaceCredentialFile, secret, type Secret } from '@panda-pilot/credentials';
import { createMyProxyClient } from '@panda-pilot/glexec';
import { printJson } from '../answers/print-json.ts';
import { readBoundedFile } from '../bounded-file.ts';
import type { ProcessFacts } from '../compose.ts';
import { ConfigError } from '../config/config-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { myProxyServer } from '../launch/myproxy-server.ts';
import { caDirectoryOf, ownProxyFile } from '../launch/own-proxy.ts';
import { describeProxy, proxyRecord } from './proxy-record.ts';
import { writeLine } from '../streams.ts';

export interface ProxyGetOptions {
  readonly name?: string;
  readonly proxy?: string;
  readonly caDirectory?: string;
  readonly myproxy: string;
  readonly owner: string;
  readonly out: string;
  readonly passphraseFile?: string;
  readonly minutes?: string;
  readonly json?: boolean;
}

/** `panda-pilot proxy get`. Resolves with the exit code; rejects with the PilotError that says why there is no proxy. */
export async function proxyGet(options: ProxyGetOptions, { cwd, env, streams }: ProcessFacts): Promise<number> {
  const { name, owner: user } = options;
  const minutes = minutesOf(options);
  const passphrase = options.passphraseFile === undefined ? undefined : await passphraseIn(options.passphraseFile);
  const caDirectory = caDirectoryOf(options.caDirectory, env);
  // Whoever has the passphrase needs no proxy, and is not asked for one.
  const proxyFile =
    passphrase === undefined || options.proxy !== undefined ? ownProxyFile(options.proxy, { cwd, env }) : undefined;
  const server = await myProxyServer(options.myproxy, { caDirectory, proxyFile });
  const { proxy, text } = await createMyProxyClient(server).retrieve({
    user,
    minSeconds: minutes * 60,
    ...(name === undefined ? {} : { name }),
    ...(passphrase === undefined ? {} : { passphrase }),
  });
  await replaceCredentialFile(options.out, text).catch((error: unknown) => {
    throw new PilotError('FILE_HANDLING_FAILURE', `${options.out} cannot be written: ${reasonOf(error, options.out)}`, {
      cause: error,
    });
  });
  const record = proxyRecord(proxy, new Date());
  if (options.json === true) printJson(streams, { type: 'proxy', ...record });
  else for (const line of [options.out, ...describeProxy(record)]) writeLine(streams.stdout, line);
  return exitCodes.done;
}

/** Throws a ConfigError that has every mistake. */
function minutesOf({ minutes = '0', out, owner }: ProxyGetOptions): number {
  const mistakes = [
    ...(/^\d+(?:\.\d+)?$/.test(minutes) ? [] : [`--minutes: "${minutes}" is no number of minutes`]),
    ...(owner === '' ? ['--owner: nobody is named'] : []),
    ...(out === '' ? ['--out: no file is named'] : []),
  ];
  if (mistakes.length > 0) throw new ConfigError(mistakes, 'panda-pilot proxy get --help tells what can be written.');
  return Number(minutes);
}

async function passphraseIn(path: string): Promise<Secret> {
  let text: string;
  try {
    text = (await readBoundedFile(path, { maxBytes: longestPassphrase })).text.replace(/\r?\n$/, '');
  } catch (error) {
    throw new PilotError('FILE_HANDLING_FAILURE', `${path} cannot be read: ${reasonOf(error, path)}`, { cause: error });
  }
  if (text !== '') return secret(text);
  throw new PilotError('FILE_HANDLING_FAILURE', `${path} holds no passphrase`, {
    hint: 'Write the passphrase into it, or leave --passphrase-file out to be known by a proxy',
  });
}

/** In bytes; MyProxy takes a thousand. */
const longestPassphrase = 1024;
