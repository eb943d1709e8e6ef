import { SrmRefusal } from '../storage.ts';
import type { Operation, SrmHouse } from './house.ts';
import { listed } from './listing.ts';
import { fileOf, files, fine, returnStatus, statusOf, summary } from './status.ts';
import { pathOf } from './surl-path.ts';

/** Names and what is behind them: looking, making, removing, giving back. */
export function namespaceOperations({ storage }: SrmHouse): Readonly<Record<string, Operation>> {
  const oneByOne = (operation: string, element: string, act: (path: string) => Promise<void>): Operation => {
    return async (call) => {
      const settled = await Promise.all(
        call.texts(element).map(async (surl) => [surl, await statusOf(() => guarded(operation, surl, act))] as const),
      );
      return [
        summary(settled.map(([, status]) => status)),
        files(settled.map(([surl, status]) => fileOf(surl, status))),
      ];
    };
  };
  const guarded = async (operation: string, surl: string, act: (path: string) => Promise<void>): Promise<void> => {
    const path = pathOf(surl);
    storage.guard(operation, path);
    await act(path);
  };
  const whole = (operation: string, act: (path: string) => Promise<void>): Operation => {
    return async (call) => [
      returnStatus(
        await statusOf(() => guarded(operation, call.text('SURL') ?? call.text('directoryPath') ?? '', act)),
      ),
    ];
  };
  return {
    async srmLs(call) {
      const depth = Number(call.text('numOfLevels') ?? 1);
      const details = await Promise.all(call.texts('urlArray').map((surl) => listed(storage, pathOf(surl), depth)));
      return [summary(details.map(({ status }) => status)), ['details', details.map(({ xml }) => xml)]];
    },
    srmMkdir: whole('srmMkdir', storage.makeDirectory),
    srmRmdir: whole('srmRmdir', storage.removeDirectory),
    srmRm: oneByOne('srmRm', 'urlArray', async (path) => {
      storage.uploads.delete(path);
      await storage.removeFile(path);
    }),
    srmReleaseFiles: oneByOne('srmReleaseFiles', 'urlArray', () => Promise.resolve()),
    srmAbortFiles: oneByOne('srmAbortFiles', 'urlArray', () => Promise.resolve()),
    srmAbortRequest: () => Promise.resolve([returnStatus(fine)]),
    srmPutDone: oneByOne('srmPutDone', 'urlArray', async (path) => {
      storage.uploads.delete(path);
      if ((await storage.entry(path)) === undefined) throw new SrmRefusal('SRM_INVALID_PATH', `nothing came: ${path}`);
    }),
  };
}
