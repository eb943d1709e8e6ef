/**
 * A payload's words without the names of inputs that it does not get: as words of their own, and in lists (`a,b`,
 * `['a', 'b']`, `--in=a,b`), with quotes, scope and the comma that goes with them. Longer names that hold one of these
 * stay.
 */
export function withoutInputs(words: readonly string[], lfns: Iterable<string>): readonly string[] {
  const names = [...lfns];
  if (names.length === 0) return words;
  return words.flatMap((word) => {
    const left = names.reduce(without, word);
    return left === '' && word !== '' ? [] : [left];
  });
}

function without(word: string, lfn: string): string {
  if (!word.includes(lfn)) return word;
  const name = String.raw`(["']?)(?:[\w.-]+:)?${lfn.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)}\1`;
  const begins = String.raw`(?<=^|[\s,=[({])`;
  return word
    .replaceAll(new RegExp(String.raw`${begins}${name}\s*,\s*`, 'g'), '')
    .replaceAll(new RegExp(String.raw`(?:\s*,\s*)?${begins}${name}(?=$|[\s\])}])`, 'g'), '');
}
