import { isPilotError } from '@panda-pilot/core';
import { post, type RucioServer } from '../rucio-server.ts';
import { afterError, forAll, type Registrar, type RegistrationRequest } from './registrar.ts';

/** Which Rucio, and where the files are. */
export interface RucioRegistrarOptions {
  readonly server: RucioServer;
  /** The storage that holds the files. */
  readonly rse: string;
  /** Of files that have none of their own. */
  readonly scope: string;
}

/** Registers replicas in Rucio, which makes the files known to it in the same question. */
export function createRucioRegistrar({ server, rse, scope }: RucioRegistrarOptions): Registrar {
  return {
    async register(files, { signal }) {
      if (files.length === 0) return [];
      try {
        const body = { rse, files: files.map((file) => replicaOf(file, scope)) };
        const { status, text } = await post(server, { path: '/replicas', body, accept: 'application/json', signal });
        if (status === 201) return forAll(files, { kind: 'registered' });
        return forAll(files, { kind: 'refused', reason: `Rucio answers ${status}: ${text.slice(0, 500)}` });
      } catch (error) {
        signal.throwIfAborted();
        if (isPilotError(error)) throw error;
        return forAll(files, afterError(error));
      }
    },
  };
}

function replicaOf({ lfn, guid, surl, size, checksum, ...file }: RegistrationRequest, scope: string): unknown {
  const { algorithm, value } = checksum;
  return { scope: file.scope ?? scope, name: lfn, bytes: size, [algorithm]: value, pfn: surl.href, meta: { guid } };
}
