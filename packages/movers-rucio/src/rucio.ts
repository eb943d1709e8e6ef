import { join } from 'node:path';
import {
  type CallOptions,
  type Mover,
  MoverError,
  toolMover,
  type ToolRunner,
  withSecondTry,
} from '@panda-pilot/movers-core';
import { checksumIn } from './checksum-in.ts';
import { didOf } from './did.ts';
import { fetchedTo, sentAs } from './local-place.ts';
import { createRucioClient } from './rucio-client.ts';

/** `rucio`: files by scope and name, wherever they are, by the client `rucio`, which chooses replicas and protocols itself. */
const rucio = toolMover({
  name: 'rucio',
  schemes: ['rucio'],
  create: (_options, runner) => withSecondTry(createRucio('rucio', runner)),
});
export default rucio;

/** Protocols of replicas whose paths say scope and name. */
export const replicaSchemes = ['rucio', 'root', 'davs', 'https', 'gsiftp', 'srm'] as const;

/** The same under another copytool's name. */
export function createRucio(name: string, runner: ToolRunner): Mover {
  const { run, metadata, erase } = createRucioClient(runner);
  const refuse = (why: string, { href }: URL): never => {
    throw new MoverError(`${why}: ${href}`, { kind: 'unsupported', file: href });
  };

  return {
    name,
    schemes: replicaSchemes,
    // The catalogue's word: the client compares it with the bytes itself, in either direction.
    features: { checksums: ['adler32', 'md5'], atomicPut: true, overwrites: false, progress: false },

    async get(source, destination, call) {
      call.signal.throwIfAborted();
      const { scope, name: lfn, rse } = didOf(source);
      return fetchedTo(destination, lfn, async (directory) => {
        const from = rse === undefined ? [] : ['--rses', rse];
        const how = ['--dir', directory, '--no-subdir', ...from, ...timeOf(call)];
        const args = ['download', ...how, `${scope}:${lfn}`];
        await run(args, { ...call, file: source.href });
      });
    },

    async put(source, destination, call) {
      call.signal.throwIfAborted();
      const { scope, name: lfn, rse } = didOf(destination);
      if (rse === undefined) return refuse('a URL that names no storage (rucio://RSE/scope:name)', destination);
      return sentAs(source, { name: lfn, scratch: runner.scratch }, async (directory) => {
        const args = ['upload', '--rse', rse, '--scope', scope, ...timeOf(call), join(directory, lfn)];
        await run(args, { ...call, file: destination.href });
      });
    },

    async stat(file, call) {
      const size = Number((await metadata(file, call)).get('bytes') ?? Number.NaN);
      if (Number.isSafeInteger(size) && size >= 0) return { size };
      throw new MoverError('rucio: no size that can be read', { kind: 'other', file: file.href });
    },

    async checksum(file, algorithm, call) {
      call.signal.throwIfAborted();
      const value = (await metadata(file, call)).get(algorithm) ?? 'None';
      return value === 'None' ? refuse(`the catalogue has no ${algorithm}`, file) : checksumIn(value, algorithm, file);
    },

    /** Replicas go when Rucio's rules let them: a client can only say that nobody wants the file any more. */
    remove: erase,
  };
}

/** Left to itself an upload gives up after 360 s, whatever its size. */
function timeOf({ timeoutMs }: Pick<CallOptions, 'timeoutMs'>): readonly string[] {
  return ['--transfer-timeout', String(Math.max(1, Math.floor(timeoutMs / 1000)))];
}
