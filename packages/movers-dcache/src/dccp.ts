import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import {
  type CallOptions,
  copying,
  createSiteRunner,
  isDiskFull,
  type Mover,
  type MoverDefinition,
  MoverError,
  type MoverTools,
  unlessMissing,
  withSecondTry,
} from '@panda-pilot/movers-core';
import { bytesIn, dccpError, hasCopied } from './dccp-outcome.ts';
import { doorNameSpace } from './door.ts';
import { mountedNameSpace } from './mounted.ts';
import type { NameSpace } from './name-space.ts';
import { type DcacheOptions, parseOptions } from './options.ts';
import { dcacheSchemes, type Place, placeOf, refusal } from './place.ts';
import { checkByService, checkByTool } from './stage-check.ts';

/** `dccp`: a dCache, by its own client, through a dcap door or where the name space is mounted. */
export const dccp = definitionOf('dccp', {});

/** `dccplfc`: the same for sites whose nodes connect to the pools; the registrars write into catalogues. */
export const dccpLfc = definitionOf('dccplfc', { putWords: ['-A'] });

/** `BNLdccp`: the same with a service that is asked what is on disk. */
export const bnlDccp = definitionOf('BNLdccp', { asksService: true });

/** In what the copytools differ. */
interface Variant {
  readonly putWords?: readonly string[];
  readonly asksService?: boolean;
}

function definitionOf(name: string, variant: Variant): MoverDefinition<DcacheOptions> {
  return {
    name,
    schemes: dcacheSchemes,
    // dccp 2.47.14 in a directory that stands for a mounted name space; no dCache can be had.
    tier: 'tool',
    parseOptions: (raw) => parseOptions(name, raw),
    create: (options, tools) => withSecondTry(createDccp(name, options, { tools, variant })),
  };
}

function createDccp(
  name: string,
  options: DcacheOptions,
  { tools, variant }: { readonly tools: MoverTools; readonly variant: Variant },
): Mover {
  const { checksums, door, poolInfo } = options;
  const runner = createSiteRunner(options, tools);
  const byDoor = door === undefined ? undefined : doorNameSpace(door, tools);

  const outputAt = (surl: URL): Place => placeOf(surl, options.copyPrefix);
  const spaceOf = (surl: URL): NameSpace => {
    const space = byDoor ?? (outputAt(surl).isMounted ? mountedNameSpace : undefined);
    if (space === undefined) throw refusal(surl, 'neither mounted nor behind a WebDAV door (setting `door`)');
    return space;
  };
  const copy = async (words: readonly string[], call: CallOptions & { readonly file: string }) => {
    const outcome = await runner.run('dccp', words, call);
    if (hasCopied(outcome)) return bytesIn(outcome);
    throw await explained(dccpError(outcome, { tool: 'dccp', file: call.file }), words.at(-1) ?? '');
  };

  return {
    name,
    schemes: dcacheSchemes,
    features: { checksums, atomicPut: false, overwrites: false, progress: false },

    ...copying({
      async fetch(surl, destination, call) {
        const { address } = placeOf(surl, options.copyPrefixIn);
        const said = await copy([address, destination], { ...call, file: surl.href });
        requireAll(said, (await stat(destination)).size, surl);
      },
      async store(source, surl, call) {
        const { address, path } = outputAt(surl);
        await requireFree(surl, path, call);
        const said = await copy([...(variant.putWords ?? []), source, address], { ...call, file: surl.href });
        requireAll(said, call.bytes, surl);
      },
    }),

    async stat(surl, call) {
      call.signal.throwIfAborted();
      return { size: await spaceOf(surl).size(outputAt(surl).path, call) };
    },
    async checksum(surl, algorithm, call) {
      call.signal.throwIfAborted();
      if (!checksums.includes(algorithm)) throw refusal(surl, `no ${algorithm} here`);
      return spaceOf(surl).checksum(outputAt(surl).path, algorithm, call);
    },
    async remove(surl, call) {
      call.signal.throwIfAborted();
      await spaceOf(surl).remove(outputAt(surl).path, call);
    },

    locality:
      variant.asksService === true && poolInfo !== undefined
        ? checkByService(poolInfo, options, tools)
        : checkByTool(options, runner),
    directUrl(surl) {
      const { address, isMounted } = placeOf(surl, options.copyPrefixIn);
      return new URL(`${isMounted ? 'file://' : ''}${address.replaceAll('%', '%25').replaceAll('#', '%23')}`);
    },
  };

  /** A door keeps files from being written over; a mounted directory does not. Makes the directories on the way. */
  async function requireFree(surl: URL, path: string, call: CallOptions): Promise<void> {
    if (byDoor === undefined && !outputAt(surl).isMounted) return;
    const space = spaceOf(surl);
    const size = await unlessMissing(space.size(path, call));
    if (size !== undefined) throw new MoverError(`there already: ${surl.href}`, { kind: 'exists', file: surl.href });
    await space.prepare(path);
  }
}

/** Of a disk of this node that is full, dccp 2.47.14 says no more than "dccp failed". */
async function explained(error: MoverError, target: string): Promise<MoverError> {
  if (error.kind !== 'other' || !isAbsolute(target) || !(await isDiskFull(target))) return error;
  const { file, exitCode, tail } = error;
  const said = { ...(exitCode === undefined ? {} : { exitCode }), ...(tail === undefined ? {} : { tail }) };
  return new MoverError(`${error.message}: no space left on the disk`, { kind: 'no-space', file, ...said });
}

/** What dccp says it has copied is not always what there is. */
function requireAll(said: number | undefined, bytes: number, { href: file }: URL): void {
  if (said === undefined || said === bytes) return;
  throw new MoverError(`dccp copied ${said} of ${bytes} bytes`, { kind: 'size-mismatch', file });
}
