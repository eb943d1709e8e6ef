import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CapturedStream, spillPath, type Captured } from './captured-stream.ts';
import type { CommandOptions, OutputTarget } from './command.ts';
import type { FifoPool } from './fifo-pool.ts';
import type { OutputStream } from './output.ts';

/** In memory, each stream, when the caller does not say. */
const defaultMaxOutputBytes = 16 * 2 ** 20;

/** Where the command writes to. */
export interface CommandOutput {
  readonly childEnds: readonly [ChildEnd, ChildEnd];
  /** The command holds its ends: read. */
  begin(): Promise<void>;
  /** The command never came to be. */
  abandon(): Promise<void>;
  /** Reads what has been written by this moment, without waiting. */
  drain(): void;
  /** The last drain, and what was collected. */
  finish(): Promise<Readonly<Partial<Record<OutputStream, Captured>>>>;
}

type ChildEnd = number | 'ignore' | 'inherit';

/** Opens the files and pipes that a command writes to. Rejects when a file cannot be opened; then nothing is left open. */
export async function openOutput(options: CommandOptions, fifos: FifoPool, name: string): Promise<CommandOutput> {
  const files = new Map<string, FileHandle>();
  const streams: Partial<Record<OutputStream, CapturedStream>> = {};
  const target = async (to: OutputTarget, stream: OutputStream): Promise<ChildEnd> => {
    if (to === 'ignore' || to === 'inherit') return to;
    if (to !== 'collect') return await openOnce(files, to.file);
    const captured = new CapturedStream(await fifos.take(), fifos, captureOptions(options, stream, name));
    streams[stream] = captured;
    return captured.childEnd;
  };
  const abandon = async (): Promise<void> => {
    for (const stream of Object.values(streams)) stream.abandon();
    await closeAll(files);
  };
  try {
    const stdout = await target(options.stdout ?? 'collect', 'stdout');
    const stderr = await target(options.stderr === 'merge' ? 'ignore' : (options.stderr ?? 'collect'), 'stderr');
    return {
      childEnds: [stdout, options.stderr === 'merge' ? mergedWith(stdout) : stderr],
      begin: async () => {
        for (const stream of Object.values(streams)) stream.begin();
        await closeAll(files);
      },
      abandon,
      drain: () => {
        for (const stream of Object.values(streams)) stream.drain();
      },
      finish: async () => {
        const [stdoutCaptured, stderrCaptured] = await Promise.all([
          streams.stdout?.finish(),
          streams.stderr?.finish(),
        ]);
        return { ...(stdoutCaptured && { stdout: stdoutCaptured }), ...(stderrCaptured && { stderr: stderrCaptured }) };
      },
    };
  } catch (error) {
    await abandon();
    throw error;
  }
}

/** With stdout inherited, stderr goes to our stdout too, not to our stderr. */
function mergedWith(stdout: ChildEnd): ChildEnd {
  return stdout === 'inherit' ? 1 : stdout;
}

function captureOptions(
  options: CommandOptions,
  stream: OutputStream,
  name: string,
): ConstructorParameters<typeof CapturedStream>[2] {
  const { spillDirectory, onOutput } = options;
  return {
    maxBytes: options.maxOutputBytes ?? defaultMaxOutputBytes,
    spillPath: spillDirectory === undefined ? undefined : spillPath(resolve(spillDirectory), name, stream),
    onChunk: onOutput === undefined ? undefined : (chunk) => onOutput(chunk, stream),
  };
}

/** Both streams may name one file: one open file keeps them from writing over each other. */
async function openOnce(files: Map<string, FileHandle>, file: string): Promise<number> {
  const path = resolve(file);
  const known = files.get(path);
  if (known !== undefined) return known.fd;
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW, O_NONBLOCK } = constants;
  // Without O_NONBLOCK a FIFO that nobody reads would hold a thread of ours for ever; libuv makes the child's copy blocking again.
  const handle = await open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK, 0o644);
  files.set(path, handle);
  return handle.fd;
}

async function closeAll(files: ReadonlyMap<string, FileHandle>): Promise<void> {
  await Promise.all([...files.values()].map((handle) => handle.close()));
}
