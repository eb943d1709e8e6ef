const unitMs: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A duration of GNU timeout in milliseconds: a number as strtod(3) reads it and one of the suffixes s, m, h, d;
 * `undefined` when it is none.
 */
export function parseDuration(text: string): number | undefined {
  const match =
    /^\s*\+?(inf(?:inity)?|0x(?:[\da-f]+\.?[\da-f]*|\.[\da-f]+)(?:p[+-]?\d+)?|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([smhd]?)$/i.exec(
      text,
    );
  const number = match?.[1]?.toLowerCase();
  const unit = unitMs[match?.[2] ?? ''];
  if (number === undefined || unit === undefined) return undefined;
  if (number.startsWith('inf')) return Number.POSITIVE_INFINITY;
  const value = number.startsWith('0x') ? hexadecimal(number.slice(2)) : Number(number);
  // A duration that is not zero must not become "no limit".
  return value > 0 ? Math.max(value * unit, Number.MIN_VALUE) : 0;
}

function hexadecimal(text: string): number {
  const [mantissa = '0', exponent = '0'] = text.split('p');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return Number.parseInt(`${whole}${fraction}`, 16) * 2 ** (Number(exponent) - 4 * fraction.length);
}
