import { join, resolve } from 'node:path';
import type { Logger, Queuedata } from '@panda-pilot/core';
import type { Secret } from '@panda-pilot/credentials';
import { type PandaClient, createPandaClient } from '@panda-pilot/panda-client';
import { defaultLimits, defaultPayloadSettings, experimentOf, loadExperiment } from '@panda-pilot/runjob';
import { startCommand } from '@panda-pilot/timed-command';
import { destination, multistream, pino } from 'pino';
import { identityOf } from './node/compose-identity.ts';
import { findQueue } from './queue/compose-queue.ts';
import type { AgentContext } from './context.ts';
import { ownJobsOf } from './credential/own-jobs.ts';
import { type PilotCredential, pilotCredential } from './credential/pilot-credential.ts';
import { credentialOrder } from './credential/transfer-credential.ts';
import { createHarvesterExchange } from './harvester/exchange.ts';
import { harvesterPlan } from './harvester/harvester-plan.ts';
import { composeLaunching } from './launch/compose-launching.ts';
import { createReporter } from './reporter.ts';
import type { Settings } from './config/settings.ts';
import { refusedCredentialMinutes } from './config/server-settings.ts';
import { makeSiteDirectory, removeIfEmpty } from './recovery/site-directory.ts';
import { createWorkerReport, noWorkerReport } from './agent/worker-report.ts';
import { slotBounds } from './agent/slot-bounds.ts';
import { createSlotTime } from './agent/slot-time.ts';
import { type SlotFeatures, readSlotFeatures } from './node/slot-features.ts';
import type { Wishes } from './signals.ts';
import type { Streams } from './streams.ts';
import { jobDirectories } from './job/job-directories.ts';
import { createUpdateLine } from './job/update-line.ts';
import { unhurriedPipe } from './unhurried-pipe.ts';
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
 * makes asking for a job pointless: queuedata, experiment, credential, work directory.
 */
export async function compose(settings: Settings, facts: ProcessFacts, wishes: Wishes): Promise<AgentContext> {
  const workdir = resolve(facts.cwd, settings.workdir ?? '.');
  const site = await makeSiteDirectory(workdir);
  try {
    const logger = createLogger(join(site, 'pilot.log'), settings, facts.streams);
    const queue = await findQueue(settings, { cwd: facts.cwd, workdir, logger });
    await loadExperiment(experimentOf(settings.experiment, queue.queuedata.experiment));
    const fetchToken = (tokenKey: Secret): Promise<Secret> => client.getAccessToken({ clientName, tokenKey });
    const credential = pilotCredential(settings, { fetchToken, logger });
    await credential.check('start');
    const client = connect(settings, { credential, logger });
    const launching = await composeLaunching(settings, { ...facts, ...queue, client, logger, site });
    const features = await readSlotFeatures(facts.env, { fetch, logger, now: Date.now });
    const fromSettings = agentSettings(settings, { cwd: facts.cwd, features, queuedata: queue.queuedata });
    const { workerFacts, ...identity } = await identityOf(settings, { ...facts, workdir, queuedata: queue.queuedata });
    const reporter = await createReporter(facts.streams, { ...settings, env: facts.env, stop: wishes.stop });
    return {
      client,
      logger,
      workdir,
      site,
      startCommand,
      report: reporter.report,
      checkCredential: (moment) => credential.checkFile(moment),
      close() {
        reporter.close();
        fromSettings.slotTime.close();
        client.close();
      },
      env: facts.env,
      runjob: [...facts.self, 'run-job'],
      ...queue,
      ...(launching === undefined ? {} : { launching }),
      workerReport:
        settings.workerUpdates && settings.serverUpdates
          ? createWorkerReport(client, workerFacts, { logger, boundMs: Math.min(settings.serverTimeout, 5) * 1000 })
          : noWorkerReport,
      ...identity,
      acquireFacts: { ...identity.acquireFacts, ...(await ownJobs(settings, credential)) },
      ...linesOf(settings, facts, { client, logger }),
      ...fromSettings,
      ...wishes,
      // Node counts from the start of the process.
      initialSetupMs: performance.now(),
    };
  } catch (error) {
    await removeIfEmpty(site);
    throw error;
  }
}

/** With the label `self` only the jobs of whoever sends the pilot are asked for. */
async function ownJobs(
  { label }: Settings,
  { provider }: PilotCredential,
): Promise<Pick<AgentContext['acquireFacts'], 'prodUserId'>> {
  const prodUserId = label === 'self' ? ownJobsOf(await provider.current()) : undefined;
  return prodUserId === undefined ? {} : { prodUserId };
}

/** The name under which pilots ask the server for tokens. */
const clientName = 'pilot_server';

function connect(
  settings: Settings,
  { credential, logger }: { readonly credential: PilotCredential; readonly logger: Logger },
): PandaClient {
  const { caDirectory } = settings;
  return createPandaClient({
    url: settings.url,
    api: settings.api,
    credential: credential.provider,
    timeoutMs: settings.serverTimeout * 1000,
    outputReports: settings.outputReports,
    userAgent: `panda-pilot/${version} (Node ${process.version})`,
    logger,
    ...(caDirectory === undefined ? {} : { caDirectory }),
  });
}

/** Whom the pilot tells of its jobs, and who hands them out. */
function linesOf(
  settings: Settings,
  { cwd, env }: ProcessFacts,
  { client, logger }: { readonly client: PandaClient; readonly logger: Logger },
): Pick<AgentContext, 'exchange' | 'pushedJobsOnly' | 'updates'> {
  const plan = harvesterPlan(settings, { cwd, env });
  const exchange = plan === undefined ? undefined : createHarvesterExchange(plan, { logger });
  const updates = createUpdateLine({ client, serverUpdates: settings.serverUpdates, exchange, directory: cwd, logger });
  return { updates, pushedJobsOnly: plan?.mode === 'push', ...(exchange === undefined ? {} : { exchange }) };
}

type FromSettings = Pick<AgentContext, 'jobSettings' | 'times' | 'keep' | 'sameTask' | 'slots' | 'slotTime'>;

function agentSettings(
  settings: Settings,
  {
    cwd,
    features,
    queuedata,
  }: { readonly cwd: string; readonly features: SlotFeatures; readonly queuedata: Queuedata },
): FromSettings {
  const slot = slotBounds(settings, queuedata, { features, now: Date.now() });
  const credential = credentialOrder(settings, cwd);
  return {
    jobSettings: {
      graceMs: settings.grace * 1000,
      logLevel: settings.logLevel,
      mayHold: settings.hold ?? (queuedata.recoverDir !== undefined && queuedata.recoverJobs !== false),
      payload: {
        ...defaultPayloadSettings,
        transformationUrls: [...settings.transformationUrls],
        variables: [...settings.payloadVariables],
        ...(settings.experiment === undefined ? {} : { experiment: settings.experiment }),
      },
      limits: { ...defaultLimits, ...settings.limits, ...slot.limits },
      ...jobDirectories(settings, queuedata, cwd),
      ...rucioOf(settings),
      registration: settings.registration,
      ...(credential === undefined ? {} : { credential }),
      ...(settings.traces === undefined ? {} : { traceUrl: settings.traces }),
    },
    times: {
      heartbeatMs: settings.heartbeat * 1000,
      orderPollMs: settings.orderPoll * 1000,
      debugHeartbeatMs: settings.debugHeartbeat * 1000,
      credentialWatchMs: settings.credentialWatch * 1000,
      serverPatienceMs: settings.serverPatience * 1000,
      reportPatienceMs: settings.reportPatience * 1000,
      refusedCredentialMs: refusedCredentialMinutes * 60_000,
      timefloorMs: (settings.timefloor ?? queuedata.timefloorMinutes ?? 0) * 60_000,
      maxJobs: settings.maxJobs ?? Infinity,
      maxFailedJobs: settings.maxFailedJobs,
      jobRequests: settings.jobRequests,
      runjobGraceMs: 10_000,
    },
    keep: settings.keep,
    sameTask: settings.sameTask,
    slots: settings.slots,
    slotTime: createSlotTime(slot.time),
  };
}

function rucioOf({ rucioHost: url, rucioAccount: account }: Settings): Pick<FromSettings['jobSettings'], 'rucio'> {
  return url === undefined ? {} : { rucio: { url, ...(account === undefined ? {} : { account }) } };
}

/** JSON lines to a file, always; to stderr too, unless a person watches: for him there are the reporter's lines. */
function createLogger(file: string, { logLevel }: Settings, { stderr }: Streams): Logger {
  const log = { stream: unbreakable(destination({ dest: file, sync: true, append: true })), level: logLevel };
  const copy = { stream: unhurriedPipe(2) ?? unbreakable(destination({ dest: 2, sync: true })), level: logLevel };
  return pino({ level: logLevel, base: { process: 'pilot' } }, multistream(stderr.isTTY ? [log] : [log, copy]));
}

/** A full disk, or a reader that has gone, costs lines of the log and not the pilot. */
function unbreakable(stream: ReturnType<typeof destination>): typeof stream {
  stream.on('error', () => undefined);
  return stream;
}
