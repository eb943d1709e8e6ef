import { stat } from 'node:fs/promises';
import {
  type CallOptions,
  type CommandOutcome,
  copying,
  createToolRunner,
  endedWell,
  isDiskFull,
  type Mover,
  MoverError,
  type MoverTools,
  printedChecksum,
  secondTry,
  setupOf,
  toolError,
  type ToolRunner,
  unlessMissing,
  wordsIn,
  xrootEnvironment,
} from '@panda-pilot/movers-core';
import { castorPath, castorSchemes, refusal } from './castor-path.ts';
import type { CastorOptions } from './options.ts';
import { xrootOutcomes } from './rfio-outcomes.ts';

/** What followed CASTOR (EOS, CTA), at the xroot `server`, under copytool `name`. */
export function createXroot(
  name: string,
  options: CastorOptions,
  { tools, server }: { readonly tools: MoverTools; readonly server: string },
): Mover {
  const { environment: extra } = options;
  // Every page is compared on its way: a server that is full says so, and says yes to nothing that it lost.
  const tune = (inherited: MoverTools['env']) => xrootEnvironment(inherited, { extra, endToEnd: false });
  const runner = createToolRunner({ ...setupOf(options), tune }, tools);
  const ask = asking(runner);
  const pathAt = (surl: URL, prefixes: CastorOptions['copyPrefix']): string => castorPath(surl, prefixes);
  const look = async (surl: URL, call: CallOptions): Promise<string> => {
    const words = [server, 'stat', pathAt(surl, options.copyPrefix)];
    const { stdout } = await ask('xrdfs', words, { ...call, file: surl.href });
    if (/^Flags:.*\bIsDir\b/m.test(stdout)) throw refusal(surl, 'a directory');
    return stdout;
  };
  const sizeOf = async (surl: URL, call: CallOptions): Promise<number> => {
    const [, size] = /^Size:\s+(\d+)$/m.exec(await look(surl, call)) ?? [];
    if (size !== undefined) return Number(size);
    throw new MoverError('xrdfs: no size', { kind: 'other', file: surl.href });
  };

  return {
    name,
    schemes: castorSchemes,
    features: { checksums: options.checksums, atomicPut: false, overwrites: false, progress: false },

    ...copying({
      async fetch(surl, destination, call) {
        const source = `${server}/${pathAt(surl, options.copyPrefixIn)}`;
        const words = ['-np', '--cksum', 'adler32:print', source, destination];
        const { stderr } = await ask('xrdcp', words, { ...call, file: surl.href });
        await requireWhole(destination, stderr);
      },
      async store(source, surl, call) {
        const destination = `${server}/${pathAt(surl, options.copyPrefix)}`;
        await ask('xrdcp', ['-np', '--posc', source, destination], { ...call, file: surl.href });
        // 5.5.3 may end well over a file that a full disk cut.
        const stored = await secondTry(call, (given) => sizeOf(surl, given));
        if (stored === call.bytes) return;
        const message = `xrdcp ended well, and ${stored} of ${call.bytes} bytes were stored`;
        throw new MoverError(message, { kind: 'size-mismatch', file: surl.href });
      },
    }),

    stat: async (surl, call) => ({ size: await sizeOf(surl, call) }),

    async checksum(surl, algorithm, call) {
      call.signal.throwIfAborted();
      if (!options.checksums.includes(algorithm)) throw refusal(surl, `no ${algorithm} here`);
      const words = [server, 'query', 'checksum', `${pathAt(surl, options.copyPrefix)}?cks.type=${algorithm}`];
      const { stdout } = await ask('xrdfs', words, { ...call, file: surl.href });
      const [, kind, digits] = /^(\S+) ([0-9a-fA-F]+)$/m.exec(stdout) ?? [];
      const checksum = kind === algorithm ? printedChecksum(algorithm, digits) : undefined;
      if (checksum === undefined) throw refusal(surl, `no ${algorithm} of it`);
      return checksum;
    },

    async remove(surl, call) {
      await unlessMissing(ask('xrdfs', [server, 'rm', pathAt(surl, options.copyPrefix)], { ...call, file: surl.href }));
    },

    /** CTA shows what is on tape only as offline. */
    locality: async (surl, call) => (/^Flags:.*\bOffline\b/m.test(await look(surl, call)) ? 'nearline' : 'online'),
    async recall(surls, call) {
      const paths = surls.map((surl) => pathAt(surl, options.copyPrefixIn));
      await ask('xrdfs', [server, 'prepare', '-s', ...paths], { ...call, file: surls[0]?.href ?? '' });
    },
    directUrl: (surl) => new URL(`${server}/${pathAt(surl, options.copyPrefixIn).replaceAll('%', '%25')}`),
  };
}

/** Runs clients that must not complain, however they end. */
function asking(runner: ToolRunner) {
  return async (
    tool: string,
    words: readonly string[],
    call: CallOptions & { readonly file: string },
  ): Promise<CommandOutcome> => {
    const outcome = await runner.run(tool, words, call);
    const complaint = wordsIn(outcome.stderr).find((line) => /\[(?:ERROR|FATAL)\]/.test(line));
    if (endedWell(outcome) && complaint === undefined) return outcome;
    throw toolError(outcome, { tool, file: call.file, complaint }, xrootOutcomes);
  };
}

/** xrdcp 5.5.3 ends well, and prints what came over the network, when the local disk is full and the file was cut. */
async function requireWhole(path: string, printed: string): Promise<void> {
  const [, bytes] = /^adler32: [0-9a-f]+ .* (\d+)\s*$/m.exec(printed) ?? [];
  const { size } = await stat(path);
  if (bytes === undefined || size === Number(bytes)) return;
  const kind = (await isDiskFull(path)) ? 'no-space' : 'size-mismatch';
  throw new MoverError(`xrdcp ended well and left ${size} of ${bytes} bytes`, { kind, file: path });
}
