/** A program that sums bytes where they lie, and the memory in which it does. */
export interface Machine {
  /** Of one size for ever. Its first `scratchBytes` are the program's own, the rest is for chunks of files. */
  readonly memory: ArrayBuffer;
  /** The adler32 `sum` of what came before, with the `bytes` at `address` of the memory after it. */
  extend(address: number, bytes: number, sum: number): number;
}

export const scratchBytes = 64 * 1024;

/**
 * The program of `adler32.wat`. Undefined on a machine that cannot run it: a processor without vector instructions, an address
 * space too small for the memory, WebAssembly switched off.
 */
export function adler32Machine(): Machine | undefined {
  started ??= { machine: start() };
  return started.machine;
}

let started: { readonly machine: Machine | undefined } | undefined;

function start(): Machine | undefined {
  try {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const program = new WebAssembly.Module(Buffer.from(translatedProgram, 'base64'));
    const { exports } = new WebAssembly.Instance(program, { adler32: { memory } });
    return { memory: memory.buffer, extend: (address, bytes, sum) => exports.extend(address, bytes, sum) >>> 0 };
  } catch {
    return undefined;
  }
}

/** Of 64 KiB: 64 MiB, of which the system lends what is written to. Memory that never grows never moves. */
const pages = 1024;

/** What is used of WebAssembly; neither TypeScript's library for ES nor Node's types declare it. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => {
    readonly buffer: ArrayBuffer;
  };
  readonly Module: new (program: Uint8Array) => object;
  readonly Instance: new (
    program: object,
    imports: { readonly adler32: { readonly memory: object } },
  ) => { readonly exports: { extend(address: number, bytes: number, sum: number): number } };
};

/** Base64, written by `test/drivers/translate-wat.mjs`. */
export const translatedProgram =
  'AGFzbQEAAAABDQJgA39/fwF/YAF7AX4CEwEHYWRsZXIzMgZtZW1vcnkCAAEDAwIAAQcKAQZleHRlbmQAAAraAwK6AwMCfgF/BXsgAkH//wNxrSEDIAJBEHatIQQCQANAQYCAAiABIAFBgIACSxtBYHEhBSAFRQ0BIAEgBWshASAEIAMgBa1+fCEEIAAgBWohBf0MAAAAAAAAAAAAAAAAAAAAACEI/QwAAAAAAAAAAAAAAAAAAAAAIQn9DAAAAAAAAAAAAAAAAAAAAAAhCgNAIAD9AAQAIQYgAP0ABBAhByAJIAj9rgEhCSAI/QwBAAEAAQABAAEAAQABAAEAIAb9fSAH/X39jgH9ugH9rgEhCCAKIAb9iQH9DCAAHwAeAB0AHAAbABoAGQD9ugEgBv2KAf0MGAAXABYAFQAUABMAEgARAP26Af2uASAH/YkB/QwQAA8ADgANAAwACwAKAAkA/boBIAf9igH9DAgABwAGAAUABAADAAIAAQD9ugH9rgH9rgH9rgEhCiAAQSBqIgAgBUkNAAsgAyAIEAF8QvH/A4IhAyAEIAkQAUIFhnwgChABfELx/wOCIQQMAAsLAkADQCABRQ0BIAMgADEAAHwhAyAEIAN8IQQgAEEBaiEAIAFBAWshAQwACwsgBELx/wOCp0EQdCADQvH/A4KncgscACAA/ckBIAD9ygH9zgEhACAA/R0AIAD9HQF8Cw==';
