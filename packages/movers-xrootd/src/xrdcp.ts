import { rm } from 'node:fs/promises';
import {
  type Mover,
  type MoverDefinition,
  MoverError,
  parseToolOptions,
  requireNothing,
  requireRegularFile,
  schemesOf,
  type ToolOptions,
  withSecondTry,
} from '@panda-pilot/movers-core';
import { type Client, createClient } from './client.ts';
import { confirmStored } from './confirm-stored.ts';
import { createGetMany } from './get-many.ts';
import { receiptOfGet, receiptOfPut } from './local-receipt.ts';
import { requireNameable } from './nameable.ts';
import { createPutMany } from './put-many.ts';
import { placeOf, urlOf, xrootSchemes } from './url.ts';
import { getArguments, putArguments } from './xrdcp-args.ts';
import { createXrdfs, type Xrdfs } from './xrdfs.ts';

/** `xrdcp`: storage that speaks the xroot protocol (XRootD, EOS, dCache), by the clients `xrdcp` and `xrdfs`. */
const xrdcp: MoverDefinition<ToolOptions> = {
  name: 'xrdcp',
  schemes: xrootSchemes,
  tier: 'server',
  parseOptions: (raw) => parseToolOptions('xrdcp', raw),
  create(options, tools) {
    const client = createClient(options, tools);
    return withSecondTry(createXrdcp('xrdcp', options, { client, xrdfs: createXrdfs(client) }));
  },
};
export default xrdcp;

/** The same under another copytool's name. */
export function createXrdcp(
  name: string,
  options: ToolOptions,
  { client, xrdfs }: { readonly client: Client; readonly xrdfs: Xrdfs },
): Mover {
  const inputAt = (surl: URL) => placeOf(surl, options.copyPrefixIn);
  const outputAt = (surl: URL) => placeOf(surl, options.copyPrefix);

  const mover: Mover = {
    name,
    schemes: [...new Set([...xrootSchemes, ...schemesOf([...options.copyPrefix, ...options.copyPrefixIn])])],
    // A server shows a file while it grows, and marks it as pending (`--posc`).
    features: {
      checksums: options.checksums,
      atomicPut: false,
      overwrites: false,
      progress: false,
      gathersQuestions: true,
    },

    async get(surl, destination, call) {
      call.signal.throwIfAborted();
      const source = urlOf(inputAt(surl));
      await requireNothing(requireNameable(destination));
      try {
        const { checksum } = call.expected ?? {};
        const algorithm = checksum?.algorithm ?? 'adler32';
        const endToEnd = checksum !== undefined || options.checksums.length > 0;
        const args = getArguments({ sources: [source], destination, algorithm });
        const outcome = await client.run('xrdcp', args, { ...call, file: surl.href, endToEnd });
        return await receiptOfGet(outcome, { file: surl.href, path: destination });
      } catch (error) {
        await rm(destination, { force: true });
        throw error;
      }
    },

    async put(source, surl, call) {
      call.signal.throwIfAborted();
      const place = outputAt(surl);
      await requireRegularFile(requireNameable(source));
      const args = putArguments({ sources: [source], destination: urlOf(place), algorithm: 'adler32' });
      const outcome = await client.run('xrdcp', args, { ...call, file: surl.href });
      const receipt = await receiptOfPut(outcome, { file: surl.href, path: source });
      return confirmStored(receipt, place, { xrdfs, call });
    },

    stat: async (surl, call) => ({ size: await xrdfs.size(outputAt(surl), call) }),

    async checksum(surl, algorithm, call) {
      call.signal.throwIfAborted();
      if (options.checksums.includes(algorithm)) return xrdfs.checksum(outputAt(surl), algorithm, call);
      throw new MoverError(`no ${algorithm} here: ${surl.href}`, { kind: 'unsupported', file: surl.href });
    },

    remove: async (surl, call) => xrdfs.remove(outputAt(surl), call),
    async recall(surls, call) {
      const [first, ...others] = surls.map(inputAt);
      if (first !== undefined) await xrdfs.recall([first, ...others], call);
    },
    freeSpace: async (surl, call) => xrdfs.freeSpace(outputAt(surl), call),
    directUrl: (surl) => new URL(urlOf(inputAt(surl)).replaceAll('%', '%25')),
  };
  return {
    ...mover,
    getMany: createGetMany(mover, client, options),
    putMany: createPutMany(mover, { client, xrdfs }, options),
  };
}
