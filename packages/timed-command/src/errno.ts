/** The errno name that an error of Node's carries (`ENOENT`); `UNKNOWN` for any other value. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
}
