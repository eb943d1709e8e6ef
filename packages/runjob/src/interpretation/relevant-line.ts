/** Words of a line that says what went wrong. */
const complaint =
  /\b(error|fatal|exception|traceback|failed|failure|cannot|can't|denied|not found|no such|abort|segmentation|killed)\b|[a-z](Error|Exception)\b/i;

/** A line of warnings, banners or sums is not what a reader looks for. */
const noise = /\b(0 errors?|no errors?|errors?: 0|warning)\b/i;

/**
 * The line of a payload's output that is likeliest to say why it ended: of its last 50 the last that complains, otherwise the last that is not blank. Undefined
 * when there is none.
 */
export function relevantLine(output: string): string | undefined {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-50);
  return lines.findLast((line) => complaint.test(line) && !noise.test(line)) ?? lines.at(-1);
}
