/** A transfer that runs. */
export interface TransferView {
  readonly direction: 'stage-in' | 'stage-out';
  readonly lfn: string;
  readonly totalBytes?: number;
  /** How much had been moved when, of the last seconds, oldest first. */
  readonly marks: readonly { readonly at: number; readonly bytes: number }[];
}

/** The transfers that run, by direction and LFN. */
export type TransferViews = ReadonlyMap<string, TransferView>;

/** What is told of a transfer, by the engine or by a runjob. */
export interface TransferNews extends Pick<TransferView, 'direction' | 'lfn'> {
  readonly type: 'transfer-started' | 'transfer-progress' | 'transfer-ended';
  /** Moved so far. */
  readonly bytes: number;
  readonly totalBytes?: number | undefined;
}

/** The transfers after `news` at `now`. Pure. */
export function nextTransfers(transfers: TransferViews, news: TransferNews, now: number): TransferViews {
  const key = `${news.direction} ${news.lfn}`;
  if (news.type === 'transfer-ended') return new Map([...transfers].filter(([other]) => other !== key));
  return new Map(transfers).set(key, nextView(transfers.get(key), news, now));
}

/** What a rate is made of: long enough not to flicker, short enough to show that a transfer has stopped. */
const windowMs = 10_000;

function nextView(before: TransferView | undefined, news: TransferNews, now: number): TransferView {
  const { direction, lfn, bytes, totalBytes = before?.totalBytes } = news;
  const marks = news.type === 'transfer-started' ? [] : (before?.marks ?? []);
  return {
    direction,
    lfn,
    ...(totalBytes === undefined ? {} : { totalBytes }),
    marks: [...marks.filter(({ at }) => at >= now - windowMs), { at: now, bytes }],
  };
}
