/** A damaged copy of a text or of bytes, and what was done to it. */
export interface Mutation {
  readonly text: string;
  readonly what: string;
}

interface Block {
  readonly label: string;
  readonly der: Buffer;
}

/** Every prefix of the text of a PEM file, and every prefix of the bytes in each of its blocks. */
export function* prefixes(pem: string): Generator<Mutation> {
  for (let length = 0; length < pem.length; length++) yield { text: pem.slice(0, length), what: `text to ${length}` };
  const blocks = blocksOf(pem);
  for (const [index, block] of blocks.entries()) {
    for (let length = 1; length < block.der.length; length++) {
      yield withBlock(blocks, index, { der: block.der.subarray(0, length), what: `block ${index} to ${length}` });
    }
  }
}

/** Every byte of every block changed: one bit, another bit, all bits, to zero, to the largest. `values` of those for each byte. */
export function* byteChanges(pem: string, values = 1): Generator<Mutation> {
  const blocks = blocksOf(pem);
  for (const [index, block] of blocks.entries()) {
    for (let at = 0; at < block.der.length; at++) {
      for (let round = 0; round < values; round++) {
        const der = Buffer.from(block.der);
        der[at] = changed(der[at] ?? 0, at + round);
        yield withBlock(blocks, index, { der, what: `block ${index} byte ${at} to ${der[at]}` });
      }
    }
  }
}

/** Every character of the text replaced by one that base64 has, by one that it has not, or by a line break. */
export function* characterChanges(pem: string): Generator<Mutation> {
  for (let at = 0; at < pem.length; at++) {
    const other = ['A', '=', '\n', '-', '\u0000'][at % 5] ?? 'A';
    yield { text: pem.slice(0, at) + other + pem.slice(at + 1), what: `character ${at} to ${JSON.stringify(other)}` };
  }
}

/** Endless damaged copies: bytes changed, cut out, doubled, moved, lengths enlarged, blocks exchanged between samples. */
export function* randomChanges(pems: readonly string[], random: () => number): Generator<Mutation> {
  const pick = (count: number): number => Math.floor(random() * count);
  const samples = pems.map(blocksOf);
  for (let round = 0; ; round++) {
    const blocks = [...(samples[pick(samples.length)] ?? [])];
    const changes = 1 + pick(4);
    for (let change = 0; change < changes; change++) {
      const index = pick(blocks.length);
      const block = blocks[index];
      const other = samples[pick(samples.length)]?.[pick(3)];
      if (block !== undefined) blocks[index] = { ...block, der: damaged(block.der, other?.der ?? block.der, pick) };
    }
    yield { text: blocks.map(written).join(''), what: `random input ${round}` };
  }
}

/** Numbers between 0 and 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function changed(byte: number, round: number): number {
  const candidates = [byte ^ 0x01, byte ^ 0x80, byte ^ 0xff, 0, 0xff, byte ^ 0x20, byte + 1, byte - 1];
  const usable = candidates.map((value) => value & 0xff).filter((value) => value !== byte);
  return usable[round % usable.length] ?? 0;
}

function damaged(der: Buffer, other: Buffer, pick: (count: number) => number): Buffer {
  const [at, length] = [pick(der.length), 1 + pick(16)];
  const copy = Buffer.from(der);
  switch (pick(7)) {
    case 0:
      copy[at] = pick(256);
      return copy;
    case 1:
      return Buffer.concat([der.subarray(0, at), der.subarray(at + length)]);
    case 2:
      return Buffer.concat([der.subarray(0, at + length), der.subarray(at)]);
    case 3:
      return Buffer.concat([der.subarray(0, at), other.subarray(pick(other.length))]);
    case 4:
      copy.writeUInt8([0x7f, 0x80, 0x81, 0x82, 0x84, 0xff][pick(6)] ?? 0, at);
      return copy;
    case 5:
      return Buffer.concat([der.subarray(0, at), Buffer.alloc(pick(2000), pick(256)), der.subarray(at)]);
    default:
      return other;
  }
}

function blocksOf(pem: string): readonly Block[] {
  return [...pem.matchAll(/-----BEGIN ([^-]+)-----\n([^-]+)-----END [^-]+-----\n/g)].map(
    ([, label = '', base64 = '']) => ({
      label,
      der: Buffer.from(base64, 'base64'),
    }),
  );
}

function withBlock(blocks: readonly Block[], index: number, change: { der: Buffer; what: string }): Mutation {
  const text = blocks.map((block, at) => written(at === index ? { ...block, der: change.der } : block)).join('');
  return { text, what: change.what };
}

function written({ label, der }: Block): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
