import {
  type CallOptions,
  type CommandOutcome,
  copying,
  endedWell,
  type Mover,
  MoverError,
  toolError,
  type ToolOptions,
  type ToolRunner,
  unlessMissing,
} from '@panda-pilot/movers-core';
import { checksumIn } from './checksum-in.ts';
import { gridftpSchemes, type Place, placeOf } from './url.ts';
import { listedSize, replyOf, uberftpTable } from './uberftp-outcome.ts';
import { directoriesAbove, word } from './uberftp-words.ts';

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
      const answer = await unlessMissing(sessions.done(place, [`cd ${word(directory, call.file)}`], call));
      if (answer !== undefined) break;
      missing.unshift(directory);
    }
    if (missing.length === 0) return;
    const names = missing.map((directory) => word(directory, call.file));
    await sessions.done(
      place,
      names.flatMap((name) => [`mkdir ${name}`, `chmod 0775 ${name}`]),
      call,
    );
  };

  return copying({
    async fetch(source, destination, options) {
      const call = { ...options, file: source.href };
      const place = placeOf(source, copyPrefixIn);
      await sessions.done(place, [`get ${word(place.path, call.file)} ${word(destination, destination)}`], call);
    },

    async store(source, destination, options) {
      const call = { ...options, file: destination.href };
      const place = placeOf(destination, copyPrefix);
      const path = word(place.path, call.file);
      const put = `put ${word(source, source)} ${path}`;
      await makeDirectories(place, call);
      const outcome = await sessions.run(place, [put, `ls ${path}`], call);
      // It may say that it failed when all is there; what is listed counts more.
      if (listedSize(outcome.stdout) !== options.bytes) requireDone(outcome, call.file);
    },
  });
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
      await unlessMissing(
        sessions.done(at(surl), [`rm ${word(at(surl).path, surl.href)}`], { ...options, file: surl.href }),
      );
    },
  };
}

type Call = CallOptions & { readonly file: string };

/** Servers' refusals are lines among others, after which old clients end well. */
function requireDone(outcome: CommandOutcome, file: string): string {
  const { stdout } = outcome;
  const failed = toolError(outcome, { tool: 'uberftp', file }, uberftpTable);
  const refused = failed.kind !== 'other' || /^5\d\d[ -]/m.test(`${outcome.stderr}\n${stdout}`);
  if (!refused && endedWell(outcome)) return stdout;
  throw failed;
}
