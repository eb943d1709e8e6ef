import { rm } from 'node:fs/promises';
import { posix } from 'node:path';
import {
  type CallOptions,
  type CommandOutcome,
  isMoverError,
  type Mover,
  MoverError,
  requireNothing,
  requireRegularFile,
  toolError,
  type ToolOptions,
  type ToolRunner,
} from '@panda-pilot/movers-core';
import { checksumIn } from './checksum-in.ts';
import { received } from './received.ts';
import { gridftpSchemes, type Place, placeOf } from './url.ts';
import { listedSize, replyOf, uberftpTable } from './uberftp-outcome.ts';

/** A mover by sessions of uberftp, which are a line of FTP commands each. */
export function createUberftp(options: ToolOptions, runner: ToolRunner): Mover {
  const sessions = createSessions(runner);
  return {
    name: 'uberftp',
    schemes: gridftpSchemes,
    features: { checksums: options.checksums, atomicPut: false, overwrites: true, progress: false },
    ...transfers(options, sessions),
    ...questions(options, sessions),
  };
}

interface Sessions {
  /** Whatever came of it. */
  run(place: Place, commands: readonly string[], call: Call): Promise<CommandOutcome>;
  /** What was printed; rejects when it failed. */
  done(place: Place, commands: readonly string[], call: Call): Promise<string>;
}

function createSessions(runner: ToolRunner): Sessions {
  const run = ({ host, port }: Place, commands: readonly string[], call: Call): Promise<CommandOutcome> => {
    const args = ['-glob', 'off', ...(port === undefined ? [] : ['-P', port]), host, commands.join('; ')];
    return runner.run('uberftp', args, call);
  };
  return { run, done: async (place, commands, call) => requireDone(await run(place, commands, call), call.file) };
}

function transfers({ copyPrefix, copyPrefixIn }: ToolOptions, sessions: Sessions): Pick<Mover, 'get' | 'put'> {
  /** Directories that are there answer; those below the first that does not are made. */
  const makeDirectories = async (place: Place, call: Call): Promise<void> => {
    const above = directoriesAbove(place.path);
    const missing: string[] = [];
    for (const directory of above.toReversed()) {
      try {
        await sessions.done(place, [`cd ${word(directory, call.file)}`], call);
        break;
      } catch (error) {
        if (!isMoverError(error, 'not-found')) throw error;
        missing.unshift(directory);
      }
    }
    if (missing.length === 0) return;
    const names = missing.map((directory) => word(directory, call.file));
    await sessions.done(
      place,
      names.flatMap((name) => [`mkdir ${name}`, `chmod 0775 ${name}`]),
      call,
    );
  };

  return {
    async get(source, destination, options) {
      options.signal.throwIfAborted();
      const call = { ...options, file: source.href };
      const place = placeOf(source, copyPrefixIn);
      await requireNothing(destination);
      try {
        await sessions.done(place, [`get ${word(place.path, call.file)} ${word(destination, destination)}`], call);
        return await received(destination, source.href);
      } catch (error) {
        await rm(destination, { force: true });
        throw error;
      }
    },

    async put(source, destination, options) {
      options.signal.throwIfAborted();
      const call = { ...options, file: destination.href };
      const place = placeOf(destination, copyPrefix);
      const bytes = await requireRegularFile(source);
      const path = word(place.path, call.file);
      const put = `put ${word(source, source)} ${path}`;
      await makeDirectories(place, call);
      const outcome = await sessions.run(place, [put, `ls ${path}`], call);
      // It may say that it failed when all is there; what is listed counts more.
      if (listedSize(outcome.stdout) !== bytes) requireDone(outcome, call.file);
      return { mode: 'copied', bytes };
    },
  };
}

function questions(
  { copyPrefix, checksums }: ToolOptions,
  sessions: Sessions,
): Pick<Mover, 'stat' | 'checksum' | 'remove'> {
  const at = (surl: URL): Place => placeOf(surl, copyPrefix);
  return {
    async stat(surl, options) {
      options.signal.throwIfAborted();
      const { path } = at(surl);
      const size = listedSize(
        await sessions.done(at(surl), [`ls ${word(path, surl.href)}`], { ...options, file: surl.href }),
      );
      if (size === undefined) throw new MoverError('nothing is listed there', { kind: 'not-found', file: surl.href });
      return { size };
    },

    async checksum(surl, algorithm, options) {
      options.signal.throwIfAborted();
      const file = surl.href;
      if (!checksums.includes(algorithm)) throw new MoverError(`no ${algorithm}`, { kind: 'unsupported', file });
      const question = `quote cksm ${algorithm} 0 -1 ${word(at(surl).path, file)}`;
      return checksumIn(replyOf(await sessions.done(at(surl), [question], { ...options, file })), algorithm, file);
    },

    async remove(surl, options) {
      options.signal.throwIfAborted();
      try {
        await sessions.done(at(surl), [`rm ${word(at(surl).path, surl.href)}`], { ...options, file: surl.href });
      } catch (error) {
        if (!isMoverError(error, 'not-found')) throw error;
      }
    },
  };
}

type Call = CallOptions & { readonly file: string };

/** Servers' refusals are lines among others, after which old clients end well. */
function requireDone(outcome: CommandOutcome, file: string): string {
  const { ending, stdout } = outcome;
  const failed = toolError(outcome, { tool: 'uberftp', file }, uberftpTable);
  const refused = failed.kind !== 'other' || /^5\d\d[ -]/m.test(`${outcome.stderr}\n${stdout}`);
  if (!refused && ending.kind === 'exited' && ending.exitCode === 0) return stdout;
  throw failed;
}

/** A path among commands: what ends a command or a word there would begin another. */
function word(path: string, file: string): string {
  if (/^[\w/.:=+@%~-]+$/.test(path)) return path;
  throw new MoverError(`a name that uberftp's command line cannot hold: ${path}`, { kind: 'unsupported', file });
}

/** Outermost first, without the root. */
function directoriesAbove(path: string): readonly string[] {
  const directory = posix.dirname(path);
  return directory === '/' ? [] : [...directoriesAbove(directory), directory];
}
