import { secretValues } from './secret-values.ts';

/** Hides the secrets of a job's owner in what the payload may have told of them. */
export interface Masks {
  /** Whether there are more secrets than are looked for. */
  readonly incomplete: boolean;
  /** `text` with `[redacted]` for each. */
  readonly hide: (text: string) => string;
  /** The same in the text of a JSON document, which stays one; of one that is nested too deep, only that it was redacted is left. */
  readonly hideInJson: (text: string) => string;
  /**
   * The bytes of a file with asterisks for each: as many as there were. A chunk may be changed, and is not used once
   * the next is asked for.
   */
  readonly blot: (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;
}

const mask = '[redacted]';

/** Makes them of the JSON text of the secrets; undefined: there are none. */
export function masksFor(secrets: string | undefined): Masks {
  const { more, pieces } = secrets === undefined ? { more: false, pieces: [] } : secretValues(secrets);
  if (pieces.length === 0) return noMasks;
  const texts = pieces.map((piece) => piece.toString('utf8'));
  const hide = (text: string): string => texts.reduce((hidden, secret) => hidden.replaceAll(secret, mask), text);
  return {
    incomplete: more,
    hide,
    hideInJson: (text) => hideInJson(text, hide),
    blot: (chunks) => blot(chunks, pieces),
  };
}

const noMasks: Masks = {
  incomplete: false,
  hide: (text) => text,
  hideInJson: (text) => text,
  blot: (chunks) => chunks,
};

function hideInJson(text: string, hide: (text: string) => string): string {
  const hideValue = (_: string, value: unknown): unknown => {
    if (typeof value === 'string') return hide(value);
    return typeof value === 'number' && hide(String(value)) !== String(value) ? mask : value;
  };
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return hide(text);
  }
  try {
    const hidden = JSON.stringify(content, hideValue);
    // Left as it was written, where nothing was hidden. What is hidden after that stands in names.
    return hidden === JSON.stringify(content) && hide(text) === text ? text : hide(hidden);
  } catch {
    return JSON.stringify(mask);
  }
}

/** What may be the beginning of a secret at the end of a chunk waits for the next. */
async function* blot(chunks: AsyncIterable<Buffer>, pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  const held = (pieces[0]?.length ?? 1) - 1;
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const window = Buffer.concat([rest, chunk]);
    for (const piece of pieces) {
      for (let at = window.indexOf(piece); at !== -1; at = window.indexOf(piece, at)) {
        window.fill('*', at, at + piece.length);
      }
    }
    const told = Math.max(0, window.length - held);
    yield window.subarray(0, told);
    rest = window.subarray(told);
  }
  yield rest;
}
