import { symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ChecksumAlgorithm, parseChecksum } from '@panda-pilot/core';
import {
  copying,
  inOwnDirectory,
  type Mover,
  MoverError,
  type MoverTools,
  unlessMissing,
} from '@panda-pilot/movers-core';
import type { SiteOptions } from './options.ts';
import { createSiteCommands } from './site-tools.ts';
import { valuesOf } from './template.ts';

/** The URL schemes of storages that sites have commands for. */
export const siteSchemes = ['file', 'srm', 'root', 'gsiftp', 'davs', 'https', 'http', 'dcap', 'gsidcap'] as const;

/** A mover whose every step is a command of the site. No shell ever reads a name. */
export function createSiteMover(name: string, options: SiteOptions, tools: MoverTools): Mover {
  const commands = createSiteCommands(name, options, tools);
  return {
    name,
    schemes: siteSchemes,
    features: {
      checksums: options.checksums,
      atomicPut: false,
      overwrites: options.overwrites,
      progress: false,
      verifies: options.verifies,
    },

    ...copying({
      async fetch(source, destination, call) {
        const values = { ...valuesOf(source, call), source: source.href, destination };
        await commands.run(options.get, values, { ...call, file: source.href });
      },
      async store(source, destination, call) {
        const values = { ...valuesOf(destination, call), destination: destination.href };
        await called(basename(values.path ?? ''), { source, scratch: tools.scratch }, (path) =>
          commands.run(options.put, { ...values, source: path }, { ...call, file: destination.href }),
        );
      },
    }),

    async stat(file, call) {
      const { stdout } = await commands.ask(options.stat, file, call);
      const size = /^\s*(\d+)\b/.exec(stdout)?.[1];
      if (size !== undefined) return { size: Number(size) };
      throw unreadable(file, stdout);
    },

    async checksum(file, algorithm, call) {
      const { stdout } = await commands.ask(options.sums[algorithm], file, call);
      const digits = sumIn[algorithm].exec(stdout.trim())?.[1];
      const checksum = digits === undefined ? undefined : parseChecksum(digits, algorithm);
      if (checksum !== undefined) return checksum;
      throw unreadable(file, stdout);
    },

    async remove(file, call) {
      await unlessMissing(commands.ask(options.remove, file, call));
    },
  };
}

/** The first word, a kind before it left out. md5sum puts a backslash before the sum of a file with an odd name. */
const sumIn: Readonly<Record<ChecksumAlgorithm, RegExp>> = {
  adler32: /^(?:adler32:|ad:)?([0-9a-f]{1,8})(?:\s|$)/i,
  md5: /^\\?(?:md5:|md:)?([0-9a-f]{32})(?:\s|$)/i,
  crc32c: /^(?:crc32c:)?([0-9a-f]{1,8})(?:\s|$)/i,
};

/** Commands that copy into a directory take the name from the source: a link gives it the right one. */
async function called<T>(
  name: string,
  { source, scratch }: { readonly source: string; readonly scratch: string | undefined },
  work: (path: string) => Promise<T>,
): Promise<T> {
  if (basename(source) === name) return work(source);
  return inOwnDirectory(scratch, async (directory) => {
    const path = join(directory, name);
    await symlink(source, path);
    return work(path);
  });
}

function unreadable(file: URL, printed: string): MoverError {
  return new MoverError('the command printed no answer that can be read', {
    kind: 'other',
    file: file.href,
    tail: printed.slice(-1000),
  });
}
