import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CallOptions,
  endedWell,
  hasCrashed,
  inOwnDirectory,
  isMoverError,
  type Mover,
  printedChecksum,
  type ToolRunner,
} from '@panda-pilot/movers-core';
import type { SrmOptions } from '../options.ts';
import { unsupported } from '../surl.ts';
import { gfalArguments } from './gfal-args.ts';
import { unreadable } from '../answers.ts';
import { complaintIn, gfalError } from './gfal-outcome.ts';
import { gfalUrl } from './gfal-url.ts';

/** What gfal2 can say of a storage and do there, beside copying. */
export interface GfalQuestions extends Pick<Mover, 'stat' | 'checksum' | 'remove'> {
  readonly locality: NonNullable<Mover['locality']>;
  readonly recall: NonNullable<Mover['recall']>;
  /** With all directories above; one that is there already is as good. */
  readonly makeDirectory: (directory: string, call: CallOptions) => Promise<void>;
  /** The URLs by which an SRM gives out a file, in one of `protocols`. */
  readonly turls: (file: URL, protocols: readonly string[], call: CallOptions) => Promise<readonly string[]>;
}

export function createGfalQuestions(options: SrmOptions, client: ToolRunner): GfalQuestions {
  const run = (tool: string, words: readonly string[], call: CallOptions & { readonly file: string }) =>
    client.run(tool, [...gfalArguments(options, call), ...words], call);
  const ask = async (tool: string, words: readonly string[], call: CallOptions & { readonly file: string }) => {
    const outcome = await run(tool, words, call);
    // By GridFTP about one of thirty aborts on a busy machine, when all is done and said (2.21.3).
    const answered = endedWell(outcome) || (hasCrashed(outcome.ending) && outcome.stdout.endsWith('\n'));
    if (answered && complaintIn(outcome) === undefined) return outcome;
    throw gfalError(outcome, { tool, file: call.file });
  };
  const urlOf = (file: URL): string => gfalUrl(file, options.copyPrefix);

  return {
    async stat(file, call) {
      const outcome = await ask('gfal-stat', ['--', urlOf(file)], { ...call, file: file.href });
      const [, size, type] = /^ {2}Size: (\d+)\t(.*)$/m.exec(outcome.stdout) ?? [];
      if (type === 'directory') throw unsupported(file, 'a directory');
      if (size === undefined) throw unreadable('gfal-stat', file, outcome);
      return { size: Number(size) };
    },

    async checksum(file, algorithm, call) {
      call.signal.throwIfAborted();
      if (!options.checksums.includes(algorithm)) throw unsupported(file, `no ${algorithm} here`);
      const url = urlOf(file);
      const outcome = await ask('gfal-sum', ['--', url, algorithm.toUpperCase()], { ...call, file: file.href });
      const [, digits] = /^\S.* ([0-9A-Fa-f]+)\s*$/.exec(outcome.stdout.trim()) ?? [];
      const checksum = printedChecksum(algorithm, digits);
      if (checksum === undefined) throw unreadable('gfal-sum', file, outcome);
      return checksum;
    },

    async remove(file, call) {
      const outcome = await run('gfal-rm', ['--', urlOf(file)], { ...call, file: file.href });
      const said = /\t(MISSING|DELETED)$/m.exec(outcome.stdout)?.[1];
      if (said === 'MISSING' || (said === 'DELETED' && (endedWell(outcome) || hasCrashed(outcome.ending)))) return;
      const error = gfalError(outcome, { tool: 'gfal-rm', file: file.href });
      if (error.kind !== 'not-found') throw error;
    },

    async locality(file, call) {
      try {
        const { stdout } = await ask('gfal-xattr', ['--', urlOf(file), 'user.status'], { ...call, file: file.href });
        return localities.get(stdout.trim()) ?? 'unknown';
      } catch (error) {
        if (isMoverError(error, 'unsupported')) return 'unknown';
        throw error;
      }
    },

    async recall(files, call) {
      const urls = files.map((file) => gfalUrl(file, options.copyPrefixIn)).filter((url) => url === url.trim());
      await inOwnDirectory(client.scratch, async (directory) => {
        const list = join(directory, 'surls');
        await writeFile(list, urls.map((url) => `${url}\n`).join(''));
        // It ends well whatever it says of single files, and without a time to poll it waits for none (util 1.8.0).
        await ask('gfal-bringonline', ['--from-file', list], { ...call, file: files[0]?.href ?? '' });
      });
    },

    async makeDirectory(directory, call) {
      await ask('gfal-mkdir', ['-p', '--', directory], { ...call, file: directory });
    },

    async turls(file, protocols, call) {
      const definition = `SRM PLUGIN:TURL_PROTOCOLS=${protocols.join(';')}`;
      const words = ['-D', definition, '--', urlOf(file), 'user.replicas'];
      return (await ask('gfal-xattr', words, { ...call, file: file.href })).stdout
        .split('\n')
        .filter((line) => line !== '');
    },
  };
}

/** SRM's words for where a file is, as gfal2 2.21 passes them on. */
const localities: ReadonlyMap<string, 'online' | 'nearline'> = new Map([
  ['ONLINE', 'online'],
  ['ONLINE_AND_NEARLINE', 'online'],
  ['NEARLINE', 'nearline'],
]);
