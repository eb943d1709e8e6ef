import { copying, type Mover, printedChecksum, type ToolRunner, unlessMissing } from '@panda-pilot/movers-core';
import { unreadable } from '../answers.ts';
import { spaceOf, type SrmOptions } from '../options.ts';
import { plainSurl, surlOf, unsupported } from '../surl.ts';
import { createLcgClient } from './lcg-client.ts';

/** What lcg_util reaches, under copytool `name`. Nothing is written into a file catalogue. */
export function createLcg(name: string, options: SrmOptions, runner: ToolRunner): Mover {
  const client = createLcgClient(runner);
  const inputAt = (url: URL): string => plainSurl(surlOf(url, options.copyPrefixIn));
  const outputAt = (url: URL): string => plainSurl(surlOf(url, options.copyPrefix));
  const asked = ['-b', '-T', 'srmv2'];

  return {
    name,
    schemes: ['srm'],
    features: { checksums: options.checksums, atomicPut: false, overwrites: false, progress: false },

    ...copying({
      async fetch(source, destination, call) {
        const words = ['--verbose', '--vo', options.vo, ...(givesEndpoint(name) ? asked : []), inputAt(source)];
        await client.ask('lcg-cp', [...words, `file://${destination}`], { ...call, file: source.href });
      },
      async store(source, destination, call) {
        const space = spaceOf(options, call);
        const token = space === undefined ? [] : ['-S', space];
        const words = ['--verbose', '--vo', options.vo, '-b', '-U', 'srmv2', ...token, `file://${source}`];
        await client.ask('lcg-cp', [...words, outputAt(destination)], { ...call, file: destination.href });
      },
    }),

    async stat(file, call) {
      const outcome = await client.ask('lcg-ls', ['-l', ...asked, outputAt(file)], { ...call, file: file.href });
      const [mode = '', , , , size = ''] = outcome.stdout.trimStart().split(/\s+/);
      if (mode.startsWith('d')) throw unsupported(file, 'a directory');
      if (!/^\d+$/.test(size)) throw unreadable('lcg-ls', file, outcome);
      return { size: Number(size) };
    },

    async checksum(file, algorithm, call) {
      call.signal.throwIfAborted();
      if (!options.checksums.includes(algorithm)) throw unsupported(file, `no ${algorithm} here`);
      const words = [...asked, outputAt(file)];
      const outcome = await client.ask('lcg-get-checksum', words, { ...call, file: file.href });
      const [digits = ''] = outcome.stdout.trim().split(/\s+/);
      // It tells the one kind that the storage has, without saying which.
      const checksum =
        digits.length === (algorithm === 'md5' ? 32 : 8) ? printedChecksum(algorithm, digits) : undefined;
      if (checksum !== undefined) return checksum;
      if (/^(?:\(null\)|[0-9a-fA-F]{8}|[0-9a-fA-F]{32})$/.test(digits))
        throw unsupported(file, `no ${algorithm} of it`);
      throw unreadable('lcg-get-checksum', file, outcome);
    },

    async remove(file, call) {
      const words = ['--vo', options.vo, '--verbose', '-l', ...asked, '--nolfc', outputAt(file)];
      await unlessMissing(client.ask('lcg-del', words, { ...call, file: file.href }));
    },
  };
}

/** `lcg-cp` of old left it to the information system which service an endpoint has. */
function givesEndpoint(name: string): boolean {
  return name !== 'lcg-cp';
}
