import { DerError } from '../der/der-error.ts';

/** One block of a PEM file (RFC 7468). */
export interface PemBlock {
  /** What stands after BEGIN: `CERTIFICATE`. */
  readonly label: string;
  readonly der: Buffer;
  /** An old-style header says that the contents are encrypted. */
  readonly isEncrypted: boolean;
}

/** No proxy that anybody uses comes near: 16 certificates, one with attributes of many groups, are 60 kB. */
export const maxPemCharacters = 256 * 1024;

/**
 * The blocks of `text`, in order; what stands between them is passed over, as every tool does. Throws DerError, which
 * counts lines and never quotes them, when a block does not end, is not base64 in its one form, or when there are too
 * many.
 */
export function readPem(text: string, limits: { readonly characters?: number } = {}): PemBlock[] {
  if (text.length > (limits.characters ?? maxPemCharacters)) throw new DerError('the file is too long', text.length);
  const blocks: PemBlock[] = [];
  let open: OpenBlock | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trimEnd();
    const boundary = boundaryOf(line);
    if (open === undefined) {
      if (boundary?.verb === 'BEGIN') open = { label: boundary.label, line: index + 1, lines: [] };
    } else if (boundary === undefined) {
      open.lines.push(line);
    } else {
      blocks.push(closed(open, boundary));
      open = undefined;
    }
  }
  if (open !== undefined) throw trouble(open, 'does not end');
  return blocks;
}

interface OpenBlock {
  readonly label: string;
  readonly line: number;
  readonly lines: string[];
}

interface Boundary {
  readonly verb: string;
  readonly label: string;
}

const longestBoundary = 80;

function boundaryOf(line: string): Boundary | undefined {
  if (!line.startsWith('-----') || line.length > longestBoundary) return undefined;
  const [, verb, label] = /^-----(BEGIN|END) ([A-Z0-9 ]+)-----$/.exec(line) ?? [];
  return verb === undefined || label === undefined ? undefined : { verb, label };
}

function closed(block: OpenBlock, boundary: Boundary): PemBlock {
  if (boundary.verb !== 'END' || boundary.label !== block.label) throw trouble(block, 'does not end');
  const headers = block.lines.filter((line) => line.includes(':'));
  const base64 = block.lines.slice(headers.length === 0 ? 0 : block.lines.indexOf('') + 1).join('');
  const der = Buffer.from(base64, 'base64');
  // Buffer.from passes over what is not base64: only what comes out the same was base64 throughout.
  if (der.length === 0 || der.toString('base64') !== base64) throw trouble(block, 'is not base64');
  return { label: block.label, der, isEncrypted: headers.some((line) => /^Proc-Type:.*ENCRYPTED/.test(line)) };
}

function trouble(block: OpenBlock, what: string): DerError {
  return new DerError(`the PEM block that begins in line ${block.line} ${what}`, 0);
}

/** `der` as a PEM block. */
export function writePem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
