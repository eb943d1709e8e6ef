import type { MoverTools } from '@panda-pilot/movers-core';
import { afterError, type Registrar, type Registration, type RegistrationRequest } from './registrar.ts';

/** Which catalogue, where in it files belong, and what asks it. */
export interface LfcOptions {
  /** For `LFC_HOST`. */
  readonly host: string;
  /** Name of the virtual organisation. */
  readonly vo: string;
  /** The catalogue's directory for a file; it is made where it is missing. */
  readonly directoryOf: (file: RegistrationRequest) => string;
  readonly tools: Pick<MoverTools, 'runCommand' | 'env'>;
  /** For one command. Default: 600 s. */
  readonly timeoutMs?: number;
}

/** Registers files in an LFC, one after the other, by the tools that it came with: lfc-mkdir and lcg-rf. */
export function createLfcRegistrar(options: LfcOptions): Registrar {
  return {
    async register(files, { signal }) {
      const registrations: Registration[] = [];
      for (const file of files) {
        signal.throwIfAborted();
        registrations.push(await registered(file, options, signal));
      }
      return registrations;
    },
  };
}

async function registered(file: RegistrationRequest, options: LfcOptions, signal: AbortSignal): Promise<Registration> {
  const { host, vo, directoryOf, tools, timeoutMs = 600_000 } = options;
  const directory = directoryOf(file);
  const commands = [
    ['lfc-mkdir', '-m', '0775', '-p', directory],
    ['lcg-rf', '--vo', vo, '-g', file.guid, '-l', `lfn:${directory}/${file.lfn}`, file.surl.href],
  ] as const;
  for (const [tool, ...args] of commands) {
    // Of a catalogue that does not answer the tools' own patience would be hours.
    const env = { ...tools.env, LFC_HOST: host, LFC_CONNTIMEOUT: '60', LFC_CONRETRY: '2', LFC_CONRETRYINT: '60' };
    const { ending, stdout, stderr } = await tools.runCommand(tool, args, { env, signal, timeoutMs });
    signal.throwIfAborted();
    const words = `${stderr}\n${stdout}`.trim();
    if (ending.kind === 'exited' && ending.exitCode === 0) continue;
    // The directory, or the very replica, may be there already.
    if (/File exists/.test(words)) continue;
    const how = ending.kind === 'exited' ? `exit code ${ending.exitCode}` : ending.kind;
    return judged(`${tool}: ${words.split('\n').at(-1) || how}`);
  }
  return { kind: 'registered' };
}

function judged(reason: string): Registration {
  return /Permission denied|Invalid argument/i.test(reason)
    ? { kind: 'refused', reason }
    : afterError(new Error(reason));
}
