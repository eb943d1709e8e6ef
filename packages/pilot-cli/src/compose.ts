import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { type Logger, PilotError, type Queuedata } from '@panda-pilot/core';
import {
  type CredentialProvider,
  checkLifetime,
  fixedCredential,
  noCredential,
  tokenFileProvider,
} from '@panda-pilot/credentials';
import { createPandaClient } from '@panda-pilot/panda-client';
import { startCommand } from '@panda-pilot/timed-command';
import { destination, pino } from 'pino';
import type { AgentContext } from './context.ts';
import { readQueuedata } from './queuedata-source.ts';
import { type Report, createReporter } from './reporter.ts';
import type { Settings } from './settings.ts';
import { type SlotTime, createSlotTime } from './slot-time.ts';
import type { Wishes } from './signals.ts';
import type { Streams } from './streams.ts';
import { version } from './version.ts';

/** What the process is: the only knowledge of it that leaves this file and `main.ts`. */
export interface ProcessFacts {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly streams: Streams;
  /** How this very program is started: Node and the script. */
  readonly self: readonly [string, ...string[]];
}

/**
 * Makes the agent's parts from settings: the only place that makes the logger and the client. Rejects with a PilotError for whatever
 * makes asking for a job pointless: queuedata, credential, work directory.
 */
export async function compose(settings: Settings, facts: ProcessFacts, wishes: Wishes): Promise<AgentContext> {
  const logger = createLogger(settings, facts.streams);
  const report: Report = createReporter(facts.streams);
  const credential = await credentialOf(settings, logger);
  const { text, queuedata } = await readQueuedata(settings.queue, { file: settings.queuedata, directory: facts.cwd });
  const workdir = resolve(facts.cwd, settings.workdir ?? '.');
  makeWorkdir(workdir);
  const client = createPandaClient({
    url: settings.url,
    credential,
    timeoutMs: settings.serverTimeout * 1000,
    userAgent: `panda-pilot/${version} (Node ${process.version})`,
    logger,
  });
  return {
    client,
    queuedata,
    queuedataText: text,
    workdir,
    node: hostname(),
    pilotId: `panda-pilot|${version}`,
    ...(settings.label === undefined ? {} : { label: settings.label }),
    jobSettings: {
      graceMs: settings.grace * 1000,
      logLevel: settings.logLevel,
      ...(settings.inputDir === undefined ? {} : { inputDirectory: resolve(facts.cwd, settings.inputDir) }),
    },
    times: {
      heartbeatMs: settings.heartbeat * 1000,
      debugHeartbeatMs: settings.debugHeartbeat * 1000,
      serverPatienceMs: settings.serverPatience * 1000,
      reportPatienceMs: settings.reportPatience * 1000,
      timefloorMs: (settings.timefloor ?? queuedata.timefloorMinutes ?? 0) * 60_000,
      maxJobs: settings.maxJobs ?? Infinity,
      maxFailedJobs: settings.maxFailedJobs,
      jobRequests: settings.jobRequests,
      runjobGraceMs: 10_000,
    },
    keep: settings.keep,
    slots: settings.slots,
    slotTime: slotTimeOf(settings, queuedata),
    logger,
    report,
    startCommand,
    runjob: [...facts.self, 'run-job'],
    env: facts.env,
    ...wishes,
  };
}

/** The slot lasts as long as the pilot is told, or the queue says; a tenth of it, at most ten minutes, is for storing what there is. */
function slotTimeOf(settings: Settings, queuedata: Queuedata): SlotTime {
  const lifetimeSeconds = settings.lifetime ?? queuedata.maxTimeSeconds;
  if (lifetimeSeconds === undefined) return createSlotTime({ lifetimeMs: undefined, reserveMs: 0 });
  return createSlotTime({ lifetimeMs: lifetimeSeconds * 1000, reserveMs: Math.min(600, lifetimeSeconds / 10) * 1000 });
}

/** JSON lines to stderr, unless a person watches: for him the reporter's lines, and of the log only what went wrong. */
function createLogger(settings: Settings, { stderr }: Streams): Logger {
  const level = stderr.isTTY ? 'silent' : settings.logLevel;
  return pino({ level, base: { process: 'pilot' } }, destination({ dest: 2, sync: true }));
}

async function credentialOf(settings: Settings, logger: Logger): Promise<CredentialProvider> {
  if (settings.tokenFile === undefined) return fixedCredential(noCredential);
  if (settings.tokenOrigin === undefined) {
    throw new PilotError('NO_PROXY', 'a token needs --token-origin, such as atlas:production');
  }
  const provider = tokenFileProvider(settings.tokenFile, { origin: settings.tokenOrigin, logger });
  checkLifetime(await provider.current(), { minimumSeconds: 0, now: new Date() });
  return provider;
}

function makeWorkdir(workdir: string): void {
  try {
    mkdirSync(workdir, { recursive: true });
  } catch (error) {
    throw new PilotError('MKDIR', workdir, { cause: error });
  }
}
