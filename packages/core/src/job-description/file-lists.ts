import type { FileList } from '../job.ts';
import { quote } from '../quote.ts';
import { faultOfName, isTooLong } from './file-names.ts';
import type { Problems } from './problems.ts';

/** Reads `writeToFile`: `name:lfn,lfn^name:lfn`. The names become files in the work directory. */
export function readFileLists(writeToFile: string | undefined, problems: Problems): readonly FileList[] {
  if (writeToFile === undefined) return [];
  return writeToFile.split('^').map((text) => readFileList(text, problems));
}

/** The form that `readFileLists` reads. */
export function formatFileLists(lists: readonly FileList[]): string {
  return lists.map(({ name, lfns }) => `${name}:${lfns.join(',')}`).join('^');
}

function readFileList(text: string, problems: Problems): FileList {
  const colon = text.indexOf(':');
  const name = text.slice(0, Math.max(colon, 0));
  const lfns = text.slice(colon + 1).split(',');
  const fault = colon < 1 ? 'has no name' : faultOfName(name);
  if (fault !== undefined) problems.add('CONVERSION_FAILURE', 'writeToFile', `list ${fault}: ${quote(text)}`);
  else if (isTooLong(name)) problems.add('LFN_TOO_LONG', 'writeToFile', `list has too long a name: ${quote(name)}`);
  for (const lfn of lfns) {
    const fault = lfn === '' ? 'is empty' : faultOfName(lfn);
    if (fault !== undefined)
      problems.add('CONVERSION_FAILURE', 'writeToFile', `LFN ${fault}: ${quote(`${name}:${lfn}`)}`);
  }
  return { name, lfns };
}
