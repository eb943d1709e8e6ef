import { rm } from 'node:fs/promises';
import {
  inGroups,
  type Mover,
  received,
  requireNothing,
  requireRegularFile,
  type Settled,
  toolMover,
  type ToolOptions,
  type ToolRunner,
  withSecondTry,
} from '@panda-pilot/movers-core';
import { createGfalSession } from './gfal-session.ts';
import { type Copy, copyAll } from './globus-copy.ts';
import { createQuestions } from './questions.ts';
import { fileUrlOf, gridftpSchemes, type Place, placeOf, urlOf } from './url.ts';

/** `gsiftp`: GridFTP servers, by globus-url-copy, and for questions by gfal2. */
const gsiftp = toolMover({
  name: 'gsiftp',
  tier: 'server',
  schemes: gridftpSchemes,
  create: (options, runner) => withSecondTry(createGsiftp('gsiftp', options, runner)),
});
export default gsiftp;

/** The same under another copytool's name. */
export function createGsiftp(name: string, options: ToolOptions, runner: ToolRunner): Mover {
  const getAll = async (files: readonly Wanted[], call: Bounds): Promise<readonly Settled[]> => {
    let settled: readonly Settled[] = [];
    try {
      const copies = files.map(({ place, destination, file }) => fetching(place, destination, file));
      return (settled = await copyAll(runner, copies, call));
    } finally {
      // The tool leaves an empty file where there was nothing to fetch, and the part that came where it was stopped.
      const failed = files.filter((_file, index) => settled[index]?.status !== 'fulfilled');
      await Promise.all(failed.map(({ destination }) => rm(destination, { force: true })));
    }
  };
  const putAll = (files: readonly Offered[], call: Bounds): Promise<readonly Settled[]> =>
    copyAll(runner, files.map(storing), call);

  const getMany: NonNullable<Mover['getMany']> = (requests, call) =>
    inGroups(requests, {
      async look({ source, destination }): Promise<Wanted> {
        call.signal.throwIfAborted();
        await requireNothing(destination);
        return { place: placeOf(source, options.copyPrefixIn), destination, file: source.href };
      },
      together: ({ place, destination }) => ({ shared: serverOf(place), name: destination }),
      one: async (file) => only(await getAll([file], call)),
      many: (files) => getAll(files, call),
    });
  const putMany: NonNullable<Mover['putMany']> = (requests, call) =>
    inGroups(requests, {
      async look({ source, destination }): Promise<Offered> {
        call.signal.throwIfAborted();
        const bytes = await requireRegularFile(source);
        return { place: placeOf(destination, options.copyPrefix), source, bytes, file: destination.href };
      },
      together: ({ place }) => ({ shared: serverOf(place), name: place.path }),
      one: async (file) => only(await putAll([file], call)),
      many: (files) => putAll(files, call),
    });

  return {
    name,
    schemes: [...gridftpSchemes, 'srm'],
    features: {
      checksums: options.checksums,
      atomicPut: false,
      overwrites: true,
      progress: false,
      gathersQuestions: true,
    },
    get: async (source, destination, call) => only(await getMany([{ source, destination }], call)),
    put: async (source, destination, call) => only(await putMany([{ source, destination }], call)),
    ...createQuestions(options, createGfalSession(runner)),
    getMany,
    putMany,
  };
}

interface Bounds {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

interface Wanted {
  readonly place: Place;
  readonly destination: string;
  readonly file: string;
}

interface Offered {
  readonly place: Place;
  readonly source: string;
  readonly bytes: number;
  readonly file: string;
}

function fetching(place: Place, destination: string, file: string): Copy {
  return { from: urlOf(place), to: fileUrlOf(destination), file, receipt: () => received(destination, file) };
}

function storing({ place, source, bytes, file }: Offered): Copy {
  return { from: fileUrlOf(source), to: urlOf(place), file, receipt: async () => ({ mode: 'copied', bytes }) };
}

function serverOf({ host, port = '' }: Place): readonly string[] {
  return [host, port];
}

function only([settled]: readonly Settled[]): Promise<Extract<Settled, { status: 'fulfilled' }>['value']> {
  if (settled?.status === 'fulfilled') return Promise.resolve(settled.value);
  return Promise.reject(settled?.reason ?? new TypeError('a batch settled nothing'));
}
