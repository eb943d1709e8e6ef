import { stat } from 'node:fs/promises';
import {
  type CommandOutcome,
  endedWell,
  isDiskFull,
  lastWords,
  MoverError,
  type Receipt,
} from '@panda-pilot/movers-core';
import { complaintsIn, failureOf, type PrintedReceipt, receiptsIn } from './xrdcp-outcome.ts';

/** One file of a run of xrdcp. */
export interface Subject {
  /** URL, for errors. */
  readonly file: string;
  /** Where it is on the local disk. */
  readonly path: string;
}

/**
 * What a download of one file came to. A printed receipt without a complaint counts more than the exit code: clients crash
 * at their end, when all is done. Neither counts more than the disk: xrdcp 5.5.3 ends well, with the size and checksum of what
 * came over the network, when the local disk is full and the file was cut.
 */
export async function receiptOfGet(outcome: CommandOutcome, subject: Subject): Promise<Receipt> {
  const printed = requireDone(outcome, subject);
  return requireOnDisk(printed, outcome, subject);
}

/** The same for an upload: a size is what xrdcp read, or failing that what the file has. */
export async function receiptOfPut(outcome: CommandOutcome, subject: Subject): Promise<Receipt> {
  const printed = requireDone(outcome, subject);
  return receipt(printed?.bytes ?? (await stat(subject.path)).size, printed);
}

/** Compares the file on the disk with what xrdcp says of it. */
export async function requireOnDisk(
  printed: PrintedReceipt | undefined,
  outcome: CommandOutcome,
  { file, path }: Subject,
): Promise<Receipt> {
  const size = await stat(path).then(
    (found) => found.size,
    () => undefined,
  );
  if (size !== undefined && (printed === undefined || size === printed.bytes)) return receipt(size, printed);
  const full = await isDiskFull(path);
  const kind = full ? 'no-space' : size === undefined ? 'other' : 'size-mismatch';
  const found = size === undefined ? 'left no file' : `left ${size} of ${printed?.bytes} bytes`;
  const message = `xrdcp ended well and ${found}${full ? ': no space left on the disk' : ''}`;
  throw new MoverError(message, { kind, file, tail: lastWords(outcome) });
}

function requireDone(outcome: CommandOutcome, { file }: Subject): PrintedReceipt | undefined {
  const printed = receiptsIn(outcome).at(-1);
  const quiet = complaintsIn(outcome).length === 0;
  if (quiet && (printed !== undefined || endedWell(outcome))) return printed;
  throw failureOf(outcome, { tool: 'xrdcp', file });
}

function receipt(bytes: number, printed: PrintedReceipt | undefined): Receipt {
  return { mode: 'copied', bytes, ...(printed?.checksum === undefined ? {} : { checksum: printed.checksum }) };
}
