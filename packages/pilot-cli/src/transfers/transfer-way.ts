import { resolve } from 'node:path';
import { copytoolName, type Queuedata, queuedataFrom, silentLogger } from '@panda-pilot/core';
import { checkProxy, readProxyFile, readTokenFile } from '@panda-pilot/credentials';
import { assertCopytool, knownCopytools } from '@panda-pilot/runjob';
import { type ConfigSources, inspectConfig, readSettings } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { didYouMean } from '../config/did-you-mean.ts';
import { absolutePath } from '../launch/own-proxy.ts';
import { queuedataPlan } from '../queue/compose-queue.ts';
import { placeSettings, usualServer } from '../queue/queue-settings.ts';
import { findQueuedata } from '../queue/queuedata-source.ts';

/** By which copytools files are moved by hand, and as whom. */
export interface TransferWay {
  /** Of the queue, or of one that has nothing but the copytool. */
  readonly queuedata: Queuedata;
  /** A queue was named: its conventions say where files are. */
  readonly ofQueue: boolean;
  /** Of the copytools. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The way that the command line, the environment and the file of settings name. Rejects with a ConfigError when they
 * name none, with a PilotError for queuedata, a package or a credential that cannot be used.
 */
export async function transferWay(
  copytool: string | undefined,
  sources: ConfigSources,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<TransferWay> {
  const only = copytool === undefined ? undefined : await loadableCopytool(copytool);
  const queuedata = isQueueNamed(sources, only) ? await queueOf(sources, cwd) : undefined;
  return {
    queuedata: chosen(queuedata, only),
    ofQueue: queuedata !== undefined,
    env: { ...env, ...(await credentialVariables(sources, cwd)) },
  };
}

async function loadableCopytool(given: string): Promise<string> {
  const copytool = copytoolName(given);
  const names = knownCopytools.map((one) => one.copytool);
  if (!names.includes(copytool)) {
    const guess = didYouMean(copytool, names);
    const meant = guess === undefined ? '' : `; did you mean ${guess}?`;
    throw new ConfigError([`--copytool: "${given}" is no copytool${meant}`], 'panda-pilot movers list shows them all.');
  }
  await assertCopytool(copytool);
  return copytool;
}

/** Beside a copytool only the command line counts: the environment of a worker node names its queue to every pilot. */
function isQueueNamed(sources: ConfigSources, copytool: string | undefined): boolean {
  const { settings } = inspectConfig({ ...sources, names: ['queue', 'queuedata'] });
  return settings.some(({ origin }) => (copytool === undefined ? origin !== 'default' : origin === 'flag'));
}

async function queueOf(sources: ConfigSources, cwd: string): Promise<Queuedata> {
  const places = {
    ...readSettings(placeSettings, { ...sources, defaults: usualServer }),
    queuedataValidity: 0,
  };
  const plan = queuedataPlan(places, { cwd, workdir: cwd, logger: silentLogger, rounds: 1 });
  return (await findQueuedata(places.queue, plan)).queuedata;
}

function chosen(queuedata: Queuedata | undefined, copytool: string | undefined): Queuedata {
  if (copytool !== undefined) {
    const queue = queuedata ?? queuedataFrom({ nickname: 'by-hand' });
    return { ...queue, copytool, copytoolIn: copytool, copytoolsByActivity: {} };
  }
  if (queuedata !== undefined) return queuedata;
  throw new ConfigError(
    ['what is to copy? Neither --copytool nor --queue is given'],
    'panda-pilot movers list shows which copytool takes which URLs.',
  );
}

/** What copy tools look at. A credential that nobody would take is refused here, before a tool says so in its own words. */
async function credentialVariables(sources: ConfigSources, cwd: string): Promise<Record<string, string>> {
  const given = readSettings(['proxy', 'tokenFile', 'caDirectory'], sources);
  const proxy = absolutePath(given.proxy, cwd);
  const token = absolutePath(given.tokenFile, cwd);
  if (proxy !== undefined) {
    const now = new Date();
    checkProxy(await readProxyFile(proxy, { now }), { moment: 'use', now, attributes: 'ignored' });
  }
  if (token !== undefined) await readTokenFile(token, { origin: 'hand.transfer' });
  return {
    ...(proxy === undefined ? {} : { X509_USER_PROXY: proxy }),
    // An empty BEARER_TOKEN is none, and would win otherwise.
    ...(token === undefined ? {} : { BEARER_TOKEN: '', BEARER_TOKEN_FILE: token }),
    ...(given.caDirectory === undefined ? {} : { X509_CERT_DIR: resolve(cwd, given.caDirectory) }),
  };
}
