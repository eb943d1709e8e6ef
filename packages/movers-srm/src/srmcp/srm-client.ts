import {
  type CallOptions,
  type CommandOutcome,
  copying,
  endedWell,
  type Mover,
  printedChecksum,
  toolError,
  type ToolRunner,
  type TransferOptions,
  unlessMissing,
} from '@panda-pilot/movers-core';
import { unreadable } from '../answers.ts';
import { spaceOf, type SrmOptions } from '../options.ts';
import { srmOutcomes } from '../srm-outcomes.ts';
import { plainSurl, surlOf, unsupported } from '../surl.ts';

/** What dCache's Java client for SRM reaches. */
export function createSrmClient(options: SrmOptions, runner: ToolRunner): Mover {
  const ask = async (tool: string, words: readonly string[], call: CallOptions & { readonly file: string }) => {
    const outcome = await runner.run(tool, words, call);
    if (endedWell(outcome)) return outcome;
    throw toolError(outcome, { tool, file: call.file }, { rows: srmOutcomes, exitCodes: {} });
  };
  const outputAt = (url: URL): string => plainSurl(surlOf(url, options.copyPrefix));
  const listing = async (file: URL, call: CallOptions): Promise<CommandOutcome> => {
    const outcome = await ask('srmls', [version, '-l', outputAt(file)], { ...call, file: file.href });
    if (/^\s+- Type: {2}DIRECTORY$/m.test(outcome.stdout)) throw unsupported(file, 'a directory');
    return outcome;
  };

  /** srmcp takes the number of a space, and sites know its description. */
  const numberOf = async (destination: URL, call: TransferOptions): Promise<readonly string[]> => {
    const spaceToken = spaceOf(options, call);
    if (spaceToken === undefined) return [];
    const { endpoint } = surlOf(destination, options.copyPrefix);
    const words = [`-space_desc=${spaceToken}`, endpoint.replace(/\?SFN=$/, '')];
    const { stdout } = await ask('srm-get-space-tokens', words, { ...call, file: destination.href });
    const [, number] = /Space Reservation Tokens:\s*(\d+)/.exec(stdout) ?? [];
    // A space that nobody knows is as good as none: the storage has its own for whoever names none.
    return number === undefined ? [] : [version, `-space_token=${number}`];
  };

  return {
    name: 'srmcp',
    schemes: ['srm'],
    features: { checksums: options.checksums, atomicPut: false, overwrites: false, progress: false },

    ...copying({
      async fetch(source, destination, call) {
        const surl = plainSurl(surlOf(source, options.copyPrefixIn));
        await ask('srmcp', [surl, `file:///${destination}`], { ...call, file: source.href });
      },
      async store(source, destination, call) {
        const words = [...(await numberOf(destination, call)), `file:///${source}`, outputAt(destination)];
        await ask('srmcp', words, { ...call, file: destination.href });
      },
    }),

    async stat(file, call) {
      const outcome = await listing(file, call);
      const [, size] = /^\s*(\d+)\s+\//m.exec(outcome.stdout) ?? [];
      if (size === undefined) throw unreadable('srmls', file, outcome);
      return { size: Number(size) };
    },

    async checksum(file, algorithm, call) {
      call.signal.throwIfAborted();
      if (!options.checksums.includes(algorithm)) throw unsupported(file, `no ${algorithm} here`);
      const { stdout } = await listing(file, call);
      const [, value] = /- Checksum value:\s+(\S+)/.exec(stdout) ?? [];
      const [, kind] = /- Checksum type:\s+(\S+)/.exec(stdout) ?? [];
      const checksum = kind?.toLowerCase() === algorithm ? printedChecksum(algorithm, value) : undefined;
      if (checksum === undefined) throw unsupported(file, `no ${algorithm} of it`);
      return checksum;
    },

    async remove(file, call) {
      await unlessMissing(ask('srmrm', [version, outputAt(file)], { ...call, file: file.href }));
    },
  };
}

const version = '-srm_protocol_version=2';
