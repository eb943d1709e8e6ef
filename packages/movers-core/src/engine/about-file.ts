import type { InputFile, OutputFile } from '@panda-pilot/core';
import type { FileAbout } from '../contract/mover.ts';

/** What a mover is told of an input. */
export function aboutInput(file: InputFile): FileAbout {
  const { lfn, scope, guid } = file;
  const dataset = file.dataset ?? file.productionBlock ?? file.dispatchBlock;
  const spaceToken = file.dispatchToken ?? file.productionToken;
  return known({ lfn, scope, guid, dataset, spaceToken });
}

/** The same of an output; `spaceToken` is what the queue makes of the job's. */
export function aboutOutput(file: OutputFile, spaceToken: string | undefined): FileAbout {
  const { lfn, scope, guid } = file;
  return known({ lfn, scope, guid, dataset: file.dataset ?? file.destinationBlock, spaceToken });
}

function known({
  lfn,
  ...rest
}: { readonly lfn: string } & { readonly [Key in keyof FileAbout]: string | undefined }): FileAbout {
  return { lfn, ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) };
}
