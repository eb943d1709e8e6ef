/** Covers private keys in one file, whose bytes come piece by piece. */
export interface KeyMask {
  /** Overwrites what of `bytes` belongs to a key with stars, in place: the size stays, and so do the lines. */
  cover(bytes: Buffer): void;
  /** Whether there was one. */
  readonly hasCovered: boolean;
}

/** So much of each piece is remembered: the first line of a key may end in the next one. */
const longestFirstLine = 64;
/** RSA of 16384 bits has some 12 kB. What only looks like the first line of a key must not cost a file everything that follows. */
const longestKey = 16 * 1024;

/**
 * A log is stored where others read it, and payloads copy proxies about. Keys in PEM are known by their first line,
 * also where JSON has them in one, and covered as far as what follows can be a key.
 */
export function createKeyMask(): KeyMask {
  let before = '';
  let left = 0;
  let hasCovered = false;
  const coverFrom = (bytes: Buffer, start: number, previous: number): number => {
    const end = endOfKey(bytes, { start, previous, most: left });
    for (let at = start; at < end; at += 1) if (!isBlank(bytes[at])) bytes[at] = star;
    hasCovered ||= end > start;
    left = end === bytes.length ? left - (end - start) : 0;
    return end;
  };
  return {
    get hasCovered() {
      return hasCovered;
    },
    cover(bytes) {
      const earlier = before;
      before = `${earlier}${bytes.toString('latin1', Math.max(0, bytes.length - longestFirstLine))}`.slice(
        -longestFirstLine,
      );
      let at = left > 0 ? coverFrom(bytes, 0, earlier.charCodeAt(earlier.length - 1)) : 0;
      for (let start = nextKey(bytes, at, earlier); start !== undefined; start = nextKey(bytes, at, earlier)) {
        left = longestKey;
        at = coverFrom(bytes, start, dash);
      }
    },
  };
}

const firstWord = Buffer.from('-----BEGIN ');
const marker = Buffer.from('PRIVATE KEY-----');
const star = '*'.charCodeAt(0);
const dash = '-'.charCodeAt(0);

/** Where in `bytes`, at `from` or after it, the first line of a key ends; it may have begun in what was before them. */
function nextKey(bytes: Buffer, from: number, earlier: string): number | undefined {
  if (from === 0) {
    const seam = Buffer.concat([Buffer.from(earlier, 'latin1'), bytes.subarray(0, longestFirstLine)]);
    let end = nextFirstLine(seam, 0);
    while (end !== undefined && end <= earlier.length) end = nextFirstLine(seam, end);
    if (end !== undefined) return end - earlier.length;
  }
  return nextFirstLine(bytes, from);
}

/**
 * Where the next first line of a key ends that is whole in `bytes`. A payload may write nothing but such lines: looking
 * at one costs next to nothing.
 */
function nextFirstLine(bytes: Buffer, from: number): number | undefined {
  for (let at = bytes.indexOf(marker, from); at >= 0; at = bytes.indexOf(marker, at + 1)) {
    const word = bytes.lastIndexOf(dash, at - 1) - firstWord.lastIndexOf(dash);
    if (at > 0 && word >= 0 && at - word < longestFirstLine && stands(firstWord, bytes, word))
      return at + marker.length;
  }
  return undefined;
}

function stands(word: Buffer, bytes: Buffer, at: number): boolean {
  return word.every((byte, index) => bytes[at + index] === byte);
}

interface Stretch {
  readonly start: number;
  /** The byte before it. */
  readonly previous: number;
  readonly most: number;
}

/**
 * Base64, its line breaks, and the header of one that is encrypted. A dash belongs to a word of that header, or to the
 * last line of the key.
 */
function endOfKey(bytes: Buffer, { start, previous, most }: Stretch): number {
  const limit = Math.min(bytes.length, start + most);
  let last = previous;
  for (let at = start; at < limit; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === dash ? !isWord(last) : !isWord(byte) && !isBlank(byte) && !marks.has(byte)) return at;
    last = byte;
  }
  return limit;
}

const marks: ReadonlySet<number> = new Set(Buffer.from('+/=\\:,'));

function isWord(byte: number): boolean {
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39);
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
