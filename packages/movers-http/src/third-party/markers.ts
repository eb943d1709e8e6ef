/** What a storage that copies from another one says meanwhile, in the body of its answer (WLCG HTTP-TPC). */
export interface Markers {
  /** Takes in what came next, cut anywhere. */
  push(text: string): void;
  /** Bytes over all stripes, as far as told; never less than before. */
  readonly bytes: number;
  /** Undefined until the storage has told how it ended. */
  readonly end: { readonly kind: 'success' } | { readonly kind: 'failure'; readonly words: string } | undefined;
}

export function createMarkers(): Markers {
  const stripes = new Map<string, number>();
  let line = '';
  let stripe = '0';
  let bytes = 0;
  let end: Markers['end'];
  const read = (text: string): void => {
    const [, name = '', value = ''] = /^\s*([\w ]+?)\s*:\s*(.*?)\s*$/.exec(text) ?? [];
    switch (name.toLowerCase()) {
      case 'stripe index':
        stripe = value;
        break;
      case 'stripe bytes transferred':
        if (/^\d+$/.test(value)) stripes.set(stripe, Number(value));
        bytes = Math.max(
          bytes,
          [...stripes.values()].reduce((sum, one) => sum + one, 0),
        );
        break;
      case 'success':
        end ??= { kind: 'success' };
        break;
      case 'failure':
      case 'error':
        end ??= { kind: 'failure', words: value.slice(0, 1000) };
        break;
      default:
        break;
    }
  };
  return {
    push(text) {
      const lines = `${line}${text}`.split('\n');
      // A line without an end could grow for ever.
      line = (lines.pop() ?? '').slice(0, 10_000);
      lines.forEach(read);
      // The verdict may be the last line, and have no end.
      if (/^\s*(?:success|failure|error)\s*:/i.test(line)) read(line);
    },
    get bytes() {
      return bytes;
    },
    get end() {
      return end;
    },
  };
}
