import { afterError, forAll, type Registrar, type Registration, type RegistrationRequest } from './registrar.ts';

/** Where the catalogue is, and how long it may take. */
export interface LrcOptions {
  /** `dq2url` of the queue: the files are posted to `/lrc/files` below it. */
  readonly url: URL;
  readonly fetch: typeof globalThis.fetch;
  /** Default: 60 s. */
  readonly timeoutMs?: number;
}

/** Registers files in a local replica catalogue of the US cloud: one form for all of them, `1` when all is well. */
export function createLrcRegistrar({ url, fetch, timeoutMs = 60_000 }: LrcOptions): Registrar {
  const endpoint = `${url.href.replace(/\/+$/, '')}/lrc/files`;
  return {
    async register(files, { signal }) {
      signal.throwIfAborted();
      if (files.length === 0) return [];
      try {
        const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
        const response = await fetch(endpoint, {
          method: 'POST',
          body: formOf(files),
          redirect: 'error',
          signal: limit,
        });
        return forAll(files, registrationIn(await response.text(), response.status));
      } catch (error) {
        signal.throwIfAborted();
        return forAll(files, afterError(error));
      }
    },
  };
}

/** The catalogue splits every field at `+`; a checksum goes to the field of its kind, of which a form has one. */
function formOf(files: readonly RegistrationRequest[]): URLSearchParams {
  const joined = (field: (file: RegistrationRequest) => string): string => files.map(field).join('+');
  const isMd5 = files[0]?.checksum.algorithm === 'md5';
  const sums = (wanted: boolean): string => (wanted ? joined(({ checksum }) => checksum.value) : joined(() => ''));
  return new URLSearchParams({
    pfns: joined(({ surl }) => surl.href),
    lfns: joined(({ lfn }) => lfn),
    guids: joined(({ guid }) => guid),
    fsizes: joined(({ size }) => String(size)),
    md5sums: sums(isMd5),
    adler32s: sums(!isMd5),
    archivals: joined(() => ''),
  });
}

/** Words of the catalogue that mean that asking again is of no use (pilot 1: 1162, 1183, 1160). */
const refusals = /LFNnonunique|guid-metadata entry already exists|string Limit exceeded 250/;

function registrationIn(body: string, status: number): Registration {
  if (status === 200 && body.trim() === '1') return { kind: 'registered' };
  const reason = `the catalogue answers ${status}: ${body.trim().slice(0, 500)}`;
  return { kind: refusals.test(body) ? 'refused' : 'unanswered', reason };
}
