import { z } from 'zod';
import type { KnownToken } from './caller.ts';

const knownTokenSchema = z.strictObject({
  token: z.string().min(1),
  name: z.string().min(1),
  groups: z.array(z.string().min(1)).min(1),
  username: z.string().min(1).optional(),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
});

/** Reads the text of a token file: a JSON list of known tokens. Throws one Error that names every mistake. */
export function parseKnownTokens(text: string): KnownToken[] {
  const parsed = z.array(knownTokenSchema).safeParse(JSON.parse(text));
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`);
    throw new Error(`token file refused: ${mistakes.join('; ')}`);
  }
  return parsed.data.map(({ token, name, groups, username, expiresAt }) => ({
    token,
    name,
    groups,
    ...(username !== undefined && { username }),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
  }));
}
