import { rm, stat } from 'node:fs/promises';
import {
  endedWell,
  hasCrashed,
  isDiskFull,
  type CallOptions,
  type Mover,
  MoverError,
  type Receipt,
  requireNothing,
  requireRegularFile,
  secondTry,
  type ToolRunner,
  type TransferOptions,
  unlessMissing,
} from '@panda-pilot/movers-core';
import { spaceOf, type SrmOptions } from '../options.ts';
import { copyArguments, gfalArguments, singleCopy } from './gfal-args.ts';
import { clearRemains } from './clear-remains.ts';
import { createGetMany, createPutMany } from './gfal-batch.ts';
import { complaintIn, gfalError } from './gfal-outcome.ts';
import { createGfalQuestions } from './gfal-questions.ts';
import { gfalSchemes, gfalUrl } from './gfal-url.ts';
import { localUrl } from './local-url.ts';

/** What gfal2 reaches, under copytool `name`. */
export function createGfal(name: string, options: SrmOptions, client: ToolRunner): Mover {
  const inputAt = (url: URL): string => gfalUrl(url, options.copyPrefixIn);
  const outputAt = (url: URL): string => gfalUrl(url, options.copyPrefix);
  const tokenFor = (about: Pick<TransferOptions, 'about'>): readonly string[] => {
    const space = spaceOf(options, about);
    return space === undefined ? [] : ['-S', space];
  };
  const questions = createGfalQuestions(options, client);

  const copy = (words: readonly string[], call: CallOptions & { readonly file: string }) =>
    client.run('gfal-copy', [...gfalArguments(options, call), ...copyArguments(call), ...words], call);

  const isThere = async (file: URL, bytes: number, call: CallOptions): Promise<boolean> =>
    (await unlessMissing(secondTry(call, (given) => questions.stat(file, given))))?.size === bytes;

  const mover: Mover = {
    name,
    schemes: gfalSchemes,
    features: { checksums: options.checksums, atomicPut: false, overwrites: false, progress: false },
    ...questions,

    async get(source, destination, call): Promise<Receipt> {
      call.signal.throwIfAborted();
      const [from, to] = [inputAt(source), localUrl(destination)];
      await requireNothing(destination);
      try {
        const outcome = await copy([...singleCopy, '--', from, to], { ...call, file: source.href });
        const size = await sizeOf(destination);
        const announced = announcedIn(outcome.stdout)?.bytes;
        // A crash at its end, when all is done, is no failure; a program that says nothing has done nothing.
        if (complaintIn(outcome) === undefined && size !== undefined && (endedWell(outcome) || size === announced)) {
          if (announced !== undefined && size !== announced) throw await cut(destination, { size, announced });
          return { mode: 'copied', bytes: size };
        }
        throw gfalError(outcome, { tool: 'gfal-copy', file: source.href });
      } catch (error) {
        await rm(destination, { force: true });
        throw error;
      }
    },

    async put(source, destination, call): Promise<Receipt> {
      call.signal.throwIfAborted();
      const [from, to] = [localUrl(source), outputAt(destination)];
      const bytes = await requireRegularFile(source);
      const file = destination.href;
      const outcome = await copy([...singleCopy, '-p', ...tokenFor(call), '--', from, to], { ...call, file });
      const target = announcedIn(outcome.stdout)?.target;
      if (target !== undefined && target !== to) throw belowDirectory(file);
      const crashed = !endedWell(outcome) && complaintIn(outcome) === undefined;
      const stored = endedWell(outcome) && complaintIn(outcome) === undefined;
      if (stored || (crashed && target !== undefined && (await isThere(destination, bytes, call)))) {
        return { mode: 'copied', bytes };
      }
      if (target !== undefined && hasCrashed(outcome.ending)) await clearRemains(questions, destination, call);
      throw gfalError(outcome, { tool: 'gfal-copy', file });
    },
  };
  return {
    ...mover,
    getMany: createGetMany(mover, { copy, urlOf: inputAt }),
    putMany: createPutMany(mover, {
      copy,
      urlOf: outputAt,
      tokenFor,
      scratch: client.scratch,
      makeDirectory: questions.makeDirectory,
    }),
  };
}

/** What gfal-copy 1.8.0 says before it begins. */
function announcedIn(stdout: string): { readonly bytes: number; readonly target: string } | undefined {
  const [, bytes, target] = /^Copying (\d+) bytes .* => (.*)$/m.exec(stdout) ?? [];
  return bytes === undefined || target === undefined ? undefined : { bytes: Number(bytes), target };
}

/** gfal-copy 1.8.0 ends well over a file that the local disk had no room for. */
async function cut(path: string, { size, announced }: { readonly size: number; readonly announced: number }) {
  const kind = (await isDiskFull(path)) ? 'no-space' : 'size-mismatch';
  return new MoverError(`gfal-copy ended well and left ${size} of ${announced} bytes`, { kind, file: path });
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}

/** gfal-copy takes a directory for the place to put a file into. */
function belowDirectory(file: string): MoverError {
  return new MoverError(`a directory: ${file}`, { kind: 'unsupported', file });
}
