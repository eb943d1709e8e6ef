import { createAdler32 as createPlainAdler32 } from '@panda-pilot/core';
import type { Digest } from '../digest.ts';
import { adler32Machine, type Machine, scratchBytes } from './machine.ts';

/**
 * Starts an adler32. A chunk in the machine's memory is summed where it lies, several times as fast as by any library for Node
 * (ADR 12); any other is carried there first. Where there is no machine, it is a loop in JavaScript.
 */
export function createAdler32(
  { machine }: { readonly machine: Machine | undefined } = { machine: adler32Machine() },
): Digest {
  if (machine === undefined) return createPlainAdler32();
  let sum = 1;
  return {
    update(chunk) {
      const inPlace = chunk.buffer === machine.memory;
      sum = inPlace ? machine.extend(chunk.byteOffset, chunk.length, sum) : extendCarried(machine, chunk, sum);
    },
    digest: () => ({ algorithm: 'adler32', value: sum.toString(16).padStart(8, '0') }),
  };
}

function extendCarried(machine: Machine, chunk: Uint8Array, start: number): number {
  const scratch = new Uint8Array(machine.memory, 0, scratchBytes);
  let sum = start;
  for (let from = 0; from < chunk.length; from += scratchBytes) {
    const piece = chunk.subarray(from, from + scratchBytes);
    scratch.set(piece);
    sum = machine.extend(0, piece.length, sum);
  }
  return sum;
}
