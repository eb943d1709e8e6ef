import { closeSync, constants, open } from 'node:fs';
import { resolve } from 'node:path';
import type { CommandOptions } from '../command.ts';

const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW, O_NONBLOCK } = constants;

/**
 * The files that a command's streams go into, open for it. Both streams may name one: one open file keeps them from
 * writing over each other.
 */
export class OutputFiles {
  readonly #descriptors = new Map<string, number>();

  /** Creates or empties the files. Rejects when one cannot be opened; then none is left open. */
  static async open(paths: readonly string[]): Promise<OutputFiles> {
    const files = new OutputFiles();
    try {
      // Without O_NONBLOCK a FIFO that nobody reads would hold a thread of ours for ever; libuv makes the child's copy blocking again.
      for (const path of new Set(paths))
        files.#descriptors.set(
          path,
          await openDescriptor(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK),
        );
      return files;
    } catch (error) {
      files.close();
      throw error;
    }
  }

  /** The descriptor of a file that was opened. */
  descriptorOf(path: string): number {
    const descriptor = this.#descriptors.get(path);
    if (descriptor === undefined) throw new Error(`${path} was not opened`);
    return descriptor;
  }

  /** Closes those that are still open. */
  close(): void {
    for (const descriptor of this.#descriptors.values()) closeSync(descriptor);
    this.#descriptors.clear();
  }
}

/** The absolute paths of the files that a command's output goes into. */
export function outputPathsOf({ stdout, stderr }: CommandOptions): readonly string[] {
  return [stdout, stderr].flatMap((target) => (typeof target === 'object' ? [resolve(target.file)] : []));
}

/** A plain descriptor: a FileHandle would have to be closed asynchronously. */
function openDescriptor(path: string, flags: number): Promise<number> {
  return new Promise((settle, reject) => {
    open(path, flags, 0o644, (error, descriptor) => (error === null ? settle(descriptor) : reject(error)));
  });
}
