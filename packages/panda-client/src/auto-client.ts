import type { Logger } from '@panda-pilot/core';
import type { ApiName, CallBounds, PandaClient } from './panda-client.ts';
import { isPandaServerError } from './failures/panda-server-error.ts';
import { timeLeft } from './transport/time-left.ts';

/** What the choice depends on. */
export interface AutoClientOptions {
  readonly clients: Readonly<Record<ApiName, PandaClient>>;
  readonly timeoutMs: number;
  readonly logger: Logger;
}

/**
 * A client that speaks whichever API the server has. The first call is the probe: it goes to `/api/v1`, and where the
 * server does not have that ("method ... is forbidden", or 404) to the classic API; what has answered is asked from
 * then on. A server that is upgraded meanwhile forbids the remembered one: the other is asked then. A caller that
 * `/api/v1` denies for its role is shown to the classic API too, which asks for less.
 */
export function createAutoClient({ clients, timeoutMs, logger }: AutoClientOptions): PandaClient {
  const choice = new Choice(logger);
  const either = async <Answer>(bounds: CallBounds | undefined, ask: Ask<Answer>): Promise<Answer> => {
    const left = timeLeft(bounds, timeoutMs);
    const first = choice.api ?? 'v1';
    try {
      return choice.answered(first, await ask(clients[first], bounds));
    } catch (error) {
      if (!choice.mayBeOther(first, error)) throw error;
      return await choice.instead(first, error, () => ask(clients[otherThan(first)], left()));
    }
  };
  return {
    get api() {
      return choice.api;
    },
    acquireJobs: (request, bounds) => either(bounds, (client, within) => client.acquireJobs(request, within)),
    updateJob: (update, bounds) => either(bounds, (client, within) => client.updateJob(update, within)),
    updateJobsInBulk: (updates, bounds) => either(bounds, (client, within) => client.updateJobsInBulk(updates, within)),
    getJobStatus: (jobIds, bounds) => either(bounds, (client, within) => client.getJobStatus(jobIds, within)),
    checkJobs: (jobIds, bounds) => either(bounds, (client, within) => client.checkJobs(jobIds, within)),
    setDebugMode: (request, bounds) => either(bounds, (client, within) => client.setDebugMode(request, within)),
    updateWorkerStatus: (update, bounds) =>
      either(bounds, (client, within) => client.updateWorkerStatus(update, within)),
    updateWorkerNode: (node, bounds) => clients.v1.updateWorkerNode(node, bounds),
    updateWorkerNodeGpu: (gpu, bounds) => clients.v1.updateWorkerNodeGpu(gpu, bounds),
    acquireEventRanges: (request, bounds) =>
      either(bounds, (client, within) => client.acquireEventRanges(request, within)),
    countEventRanges: (request, bounds) => either(bounds, (client, within) => client.countEventRanges(request, within)),
    getEventRangeStatuses: (jobs, bounds) =>
      either(bounds, (client, within) => client.getEventRangeStatuses(jobs, within)),
    updateEventRange: (update, bounds) => either(bounds, (client, within) => client.updateEventRange(update, within)),
    updateEventRanges: (updates, bounds) =>
      either(bounds, (client, within) => client.updateEventRanges(updates, within)),
    updateZippedEventRanges: (zips, bounds) =>
      either(bounds, (client, within) => client.updateZippedEventRanges(zips, within)),
    getProxy: (request, bounds) => either(bounds, (client, within) => client.getProxy(request, within)),
    getAccessToken: (request, bounds) => either(bounds, (client, within) => client.getAccessToken(request, within)),
    getTokenKey: (clientName, bounds) => either(bounds, (client, within) => client.getTokenKey(clientName, within)),
    getKeyPair: (names, bounds) => either(bounds, (client, within) => client.getKeyPair(names, within)),
    getUserSecrets: (names, bounds) => either(bounds, (client, within) => client.getUserSecrets(names, within)),
    describeCaller: (bounds) => either(bounds, (client, within) => client.describeCaller(within)),
    getVomsAttributes: (bounds) => either(bounds, (client, within) => client.getVomsAttributes(within)),
    isAlive: (bounds) => either(bounds, (client, within) => client.isAlive(within)),
    close: () => clients.v1.close(),
  };
}

type Ask<Answer> = (client: PandaClient, bounds: CallBounds | undefined) => Promise<Answer>;

/** Which API the server has, as far as its answers tell. */
class Choice {
  #api: ApiName | undefined;
  /** The server has said that it does not have it. */
  readonly #absent = new Set<ApiName>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get api(): ApiName | undefined {
    return this.#api;
  }

  answered<Answer>(api: ApiName, answer: Answer): Answer {
    if (this.#api !== api) this.#logger.info({ api }, 'the server answers');
    this.#api = api;
    this.#absent.delete(api);
    return answer;
  }

  /** Whether `error` leaves hope for the other API. */
  mayBeOther(api: ApiName, error: unknown): boolean {
    if (isPandaServerError(error, 'unknown-method')) return true;
    if (!isPandaServerError(error, 'denied') || api === 'classic' || this.#absent.has('classic')) return false;
    const { status, serverMessage = '' } = error;
    // PanDA's own begin with "ERROR :"; a web server forbids a path that it does not have in other words.
    const notPanda = status === 403 && !serverMessage.startsWith('ERROR :');
    return (notPanda && this.#api === undefined) || /\brole\b/i.test(serverMessage);
  }

  /** Asks the other API; when that is no better, the first one's failure stands. */
  async instead<Answer>(first: ApiName, failure: unknown, ask: () => Promise<Answer>): Promise<Answer> {
    const other = otherThan(first);
    try {
      return this.answered(other, await ask());
    } catch (error) {
      if (isPandaServerError(error, 'unknown-method')) {
        this.#absent.add(other);
        throw failure;
      }
      if (!isPandaServerError(failure, 'unknown-method')) throw failure;
      throw error;
    }
  }
}

function otherThan(api: ApiName): ApiName {
  return api === 'v1' ? 'classic' : 'v1';
}
