import { dirname } from 'node:path';
import { isPilotError, nativePath, PilotError, userPath } from '@panda-pilot/core';
import { type DamagedReplica, isMoverError, type MoverTools } from '@panda-pilot/movers-core';
import type { Assignment } from '../../state/assignment.ts';
import type { Catalogues, FileToRegister, RegistrationAnswer } from './catalogues.ts';
import { registrationOf } from './registration.ts';
import { rucioToken } from './rucio-token.ts';

/** The catalogues that queue and settings name. What speaks to them is loaded when it is first needed; nobody is asked before. */
export function openCatalogues(assignment: Assignment, tools: MoverTools): Catalogues {
  const server = rucioOf(assignment, tools);
  const kind = registrationOf(assignment);
  return {
    ...(server === undefined ? {} : { find: finderAt(server, assignment), suspect: suspecterAt(server) }),
    ...(kind === 'server' ? {} : { register: registrarOf(kind, { assignment, server, tools }) }),
  };
}

function finderAt(server: Server, { queuedata: { site } }: Assignment): NonNullable<Catalogues['find']> {
  return async (files, { signal }) => {
    try {
      const { createReplicaLookup } = await loadClients();
      return await createReplicaLookup(server).find(files, { signal, ...(site === undefined ? {} : { site }) });
    } catch (error) {
      signal.throwIfAborted();
      throw lookupError(error);
    }
  };
}

function suspecterAt(server: Server): NonNullable<Catalogues['suspect']> {
  return async (damaged, { signal }) => {
    const { declareSuspicious } = await loadClients();
    const words: string[] = [];
    // A reason is of one kind of damage.
    for (const kind of new Set(damaged.map((one) => one.kind))) {
      const urls = damaged.filter((one) => one.kind === kind).map(({ url }) => new URL(url));
      words.push(...(await declareSuspicious(server, { urls, reason: reasons[kind] }, { signal })));
    }
    return words;
  };
}

function registrarOf(kind: keyof typeof register, given: Omit<Telling, 'signal'>): NonNullable<Catalogues['register']> {
  return async (files, { signal }) => {
    try {
      return await register[kind](files, { ...given, signal });
    } catch (error) {
      signal.throwIfAborted();
      if (!isPilotError(error)) throw error;
      return files.map(() => ({ kind: 'refused', reason: error.message }));
    }
  };
}

type Clients = typeof import('@panda-pilot/movers-rucio');
type Server = Parameters<Clients['createReplicaLookup']>[0];

interface Telling {
  readonly assignment: Assignment;
  readonly server: Server | undefined;
  readonly tools: MoverTools;
  readonly signal: AbortSignal;
}

type Register = (files: readonly FileToRegister[], telling: Telling) => Promise<readonly RegistrationAnswer[]>;

const register: Readonly<Record<'rucio' | 'lfc' | 'lrc', Register>> = {
  async lfc(files, { assignment, tools, signal }) {
    const { lfcHost: host, vo = 'atlas' } = assignment.queuedata;
    if (host === undefined) throw misconfigured('an LFC', 'lfchost');
    const { createLfcRegistrar } = await loadClients();
    const datasets = new Map(files.map(({ guid, dataset }) => [guid, dataset]));
    const directoryOf = ({ guid, lfn }: { readonly guid: string; readonly lfn: string }): string =>
      catalogueDirectory(datasets.get(guid), lfn, assignment);
    return createLfcRegistrar({ host, vo, directoryOf, tools }).register(files, { signal });
  },

  async lrc(files, { assignment, tools, signal }) {
    const { dq2Url } = assignment.queuedata;
    if (dq2Url === undefined || !URL.canParse(dq2Url)) throw misconfigured('an LRC', 'dq2url');
    const { createLrcRegistrar } = await loadClients();
    const registrar = createLrcRegistrar({ url: new URL(dq2Url), fetch: tools.fetch });
    return registrar.register(files, { signal });
  },

  /** A question for each storage. */
  async rucio(files, { server, signal }) {
    if (server === undefined) throw misconfigured('Rucio', 'catchall rucio_host');
    const { createRucioRegistrar } = await loadClients();
    const answers = new Map<FileToRegister, RegistrationAnswer>();
    for (const rse of new Set(files.map(({ endpoint }) => endpoint))) {
      const there = files.filter(({ endpoint }) => endpoint === rse);
      const told =
        rse === undefined
          ? there.map((): RegistrationAnswer => ({ kind: 'refused', reason: 'nobody says on which RSE it is' }))
          : await createRucioRegistrar({ server, rse, scope: '' }).register(there, { signal });
      for (const [index, file] of there.entries()) answers.set(file, told[index] ?? unsaid);
    }
    return files.map((file) => answers.get(file) ?? unsaid);
  },
};

/** For those who look after the storages. */
const reasons: Readonly<Record<DamagedReplica['kind'], string>> = {
  'checksum-mismatch': 'a PanDA pilot read it, and its checksum is another one',
  'size-mismatch': 'a PanDA pilot read it, and its size is another one',
  'not-found': 'a PanDA pilot wanted it, and the storage does not have it',
};

const unsaid: RegistrationAnswer = { kind: 'unanswered', reason: 'the catalogue says nothing of it' };

function rucioOf(
  { queuedata, settings }: Assignment,
  { env, fetch }: Pick<MoverTools, 'env' | 'fetch'>,
): Server | undefined {
  const named = settings.rucio?.url ?? queuedata.catchall['rucio_host'];
  if (named === undefined || !URL.canParse(named)) return undefined;
  const url = new URL(named);
  const { account } = settings.rucio ?? {};
  return { url, fetch, token: rucioToken({ url, fetch, env, ...(account === undefined ? {} : { account }) }) };
}

async function loadClients(): Promise<Clients> {
  try {
    return await import('@panda-pilot/movers-rucio');
  } catch (error) {
    const why = 'catalogues need the package @panda-pilot/movers-rucio: npm install @panda-pilot/movers-rucio';
    throw new PilotError('RUCIO_LIST_REPLICAS_FAILED', why, { cause: error });
  }
}

function lookupError(error: unknown): unknown {
  if (!isMoverError(error)) return error;
  const away = error.kind === 'offline' || error.kind === 'network' || error.kind === 'timed-out';
  return new PilotError(away ? 'RUCIO_SERVICE_UNAVAILABLE' : 'RUCIO_LIST_REPLICAS_FAILED', error.message, {
    cause: error,
  });
}

function misconfigured(catalogue: string, field: string): PilotError {
  return new PilotError(
    'BAD_QUEUE_CONFIGURATION',
    `files are to be registered in ${catalogue}, and ${field} names none`,
  );
}

/** Where the catalogue has a file: below the path of the queue, as the dataset's own name says. */
function catalogueDirectory(dataset: string | undefined, lfn: string, { job, queuedata }: Assignment): string {
  const base = (job.isAnalysis ? queuedata.lfcPath : queuedata.lfcProductionPath) ?? '/grid/atlas/dq2';
  if (dataset === undefined) return base;
  const path = job.isAnalysis ? (userPath(dataset, lfn) ?? nativePath(dataset, lfn)) : nativePath(dataset, lfn);
  return `${base.replace(/\/+$/, '')}/${dirname(path)}`;
}
