import { posix } from 'node:path';
import {
  type CallOptions,
  type CommandOutcome,
  copying,
  endedWell,
  lastWords,
  type Mover,
  MoverError,
  toolError,
  type ToolRunner,
  unlessMissing,
} from '@panda-pilot/movers-core';
import { castorPath, castorSchemes, refusal } from './castor-path.ts';
import { keptChecksum, nameServerChecksums } from './name-server.ts';
import type { CastorOptions } from './options.ts';
import { rfioOutcomes } from './rfio-outcomes.ts';
import { localityOf, type Pools } from './service-class.ts';

/** How the copytools of RFIO differ. */
export interface RfioWays {
  readonly pools: Pools;
  /** What a path on the storage must begin with; anything when left out. */
  readonly below?: string;
}

/** A mover that can tell what is on disk. */
export type RfioMover = Mover & Required<Pick<Mover, 'locality'>>;

/** A storage that speaks RFIO (CASTOR, DPM), by `rfcp` and its kin. */
export function createRfio(
  name: string,
  options: CastorOptions,
  { runner, ways }: { readonly runner: ToolRunner; readonly ways: RfioWays },
): RfioMover {
  const ask = async (tool: string, words: readonly string[], { path, call }: Question): Promise<CommandOutcome> => {
    const outcome = await runner.run(tool, words, { ...call, environment: await ways.pools(path, call) });
    if (endedWell(outcome)) return outcome;
    throw toolError(outcome, { tool, file: call.file }, rfioOutcomes);
  };
  const question = (surl: URL, prefixes: CastorOptions['copyPrefix'], call: CallOptions): Question => {
    call.signal.throwIfAborted();
    const path = castorPath(surl, prefixes);
    if (!path.startsWith(ways.below ?? '/')) throw refusal(surl, `not below ${ways.below}`);
    return { path, call: { ...call, file: surl.href } };
  };
  const about = (surl: URL, call: CallOptions): Question => question(surl, options.copyPrefix, call);
  const checksums = nameServerChecksums.filter((one) => options.checksums.includes(one));

  const size = async (asked: Question): Promise<number> => {
    const outcome = await ask('rfdir', [asked.path], asked);
    const [mode = '', , , , bytes = ''] = outcome.stdout.trimStart().split(/\s+/);
    if (mode.startsWith('-') && /^\d+$/.test(bytes)) return Number(bytes);
    const kind = /^(?:d|$)/.test(mode) ? 'unsupported' : 'other';
    throw new MoverError('rfdir: not one file', { kind, file: asked.call.file, tail: lastWords(outcome) });
  };

  return {
    name,
    schemes: castorSchemes,
    features: { checksums, atomicPut: false, overwrites: false, progress: false },

    ...copying({
      async fetch(surl, destination, call) {
        const asked = question(surl, options.copyPrefixIn, call);
        await ask('rfcp', [asked.path, destination], asked);
      },
      async store(source, surl, call) {
        const asked = about(surl, call);
        // rfcp writes over what is there.
        const present = await unlessMissing(size(asked));
        if (present !== undefined)
          throw new MoverError(`there already: ${surl.href}`, { kind: 'exists', file: surl.href });
        await ask('rfmkdir', ['-p', posix.dirname(asked.path)], asked);
        await ask('rfcp', [source, asked.path], asked);
      },
    }),

    stat: async (surl, call) => ({ size: await size(about(surl, call)) }),

    async checksum(surl, algorithm, call) {
      const asked = about(surl, call);
      if (!checksums.includes(algorithm)) throw refusal(surl, `no ${algorithm} here`);
      const checksum = await keptChecksum(asked.path, (tool, words) => ask(tool, words, asked));
      if (checksum === undefined) throw refusal(surl, 'no checksum');
      return checksum;
    },

    async remove(surl, call) {
      const asked = about(surl, call);
      await unlessMissing(ask('rfrm', [asked.path], asked));
    },

    async locality(surl, call) {
      const asked = question(surl, options.copyPrefixIn, call);
      const environment = await ways.pools(asked.path, asked.call);
      return localityOf(runner, asked.path, { ...asked.call, environment });
    },
  };
}

interface Question {
  readonly path: string;
  readonly call: CallOptions & { readonly file: string };
}
