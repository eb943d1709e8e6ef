import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { ApiName } from '../dialect.ts';
import { jsonLogger } from '../json-logger.ts';
import { parseKnownTokens } from '../door/known-tokens.ts';
import { type PandaLocalOptions, startPandaLocal } from '../start-panda-local.ts';
import { withHelp } from './help.ts';
import type { Terminal } from './terminal.ts';

interface ServeFlags {
  readonly directory: string;
  readonly host: string;
  readonly port: number;
  readonly apis: readonly ApiName[];
  readonly tokens?: string;
  readonly plugin: 'generic' | 'atlas';
  readonly tlsKey?: string;
  readonly tlsCert?: string;
}

/** `panda-local serve`. */
export function serveCommand(terminal: Terminal): Command {
  const command = new Command('serve')
    .addOption(
      new Option('-d, --directory <path>', 'where the jobs are kept')
        .default('.panda-local')
        .env('PANDA_LOCAL_DIRECTORY'),
    )
    .addOption(new Option('--host <address>', 'address to listen on').default('127.0.0.1'))
    .addOption(
      new Option('-p, --port <number>', 'port to listen on; 0: the system chooses').default(25080).argParser(port),
    )
    .addOption(
      new Option('--apis <names>', 'APIs to have: v1, classic, or both with a comma; releases up to 0.8.1 have both')
        .default(['v1'], 'v1')
        .argParser(apis),
    )
    .addOption(new Option('--tokens <file>', 'JSON list of the tokens that are let in; without it everybody is'))
    .addOption(
      new Option('--plugin <name>', "an experiment's rules for outputs")
        .choices(['generic', 'atlas'])
        .default('generic'),
    )
    .addOption(new Option('--tls-key <file>', 'PEM key: serve https'))
    .addOption(new Option('--tls-cert <file>', 'PEM certificate chain of that key'))
    .action(async (flags: ServeFlags) => serve(flags, terminal));
  return withHelp(command, {
    line: 'Run a PanDA server on this machine until it is told to stop.',
    paragraph:
      'Prints its URL as the first and only line on standard output; the log is JSON lines on standard error.\n' +
      'Jobs live in the directory and are there again after a restart. SIGTERM and SIGINT end it cleanly.',
    examples: [
      ['serve on the port that PanDA servers have', 'panda-local serve'],
      [
        'let the system choose the port, and keep the jobs elsewhere',
        'panda-local serve --port 0 --directory /var/lib/panda-local',
      ],
    ],
  });
}

async function serve(flags: ServeFlags, terminal: Terminal): Promise<void> {
  const logger = jsonLogger(terminal.err, () => new Date());
  const server = await startPandaLocal({ ...options(flags), logger });
  terminal.out(`${server.url}\n`);
  if (!terminal.ending.aborted) await once(terminal.ending, 'abort');
  await server.close();
  logger.info({}, 'panda-local has stopped');
}

function options({ directory, host, port, apis, tokens, plugin, tlsKey, tlsCert }: ServeFlags): PandaLocalOptions {
  if ((tlsKey === undefined) !== (tlsCert === undefined))
    throw new InvalidArgumentError('--tls-key and --tls-cert go together');
  const tls =
    tlsKey === undefined || tlsCert === undefined
      ? undefined
      : { key: readFileSync(tlsKey, 'utf8'), cert: readFileSync(tlsCert, 'utf8') };
  return {
    directory,
    host,
    port,
    apis,
    plugin,
    ...(tokens !== undefined && { tokens: parseKnownTokens(readFileSync(tokens, 'utf8')) }),
    ...(tls !== undefined && { tls }),
  };
}

function port(text: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= 65_535)) throw new InvalidArgumentError('not a port number');
  return number;
}

function apis(text: string): readonly ApiName[] {
  const names = text.split(',').map((word) => (['v1', 'classic'] as const).find((name) => name === word.trim()));
  if (names.every((name) => name !== undefined)) return names;
  throw new InvalidArgumentError('the APIs are v1 and classic');
}
