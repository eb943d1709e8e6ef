/** Words of a line that says what went wrong; where Python was when it did. */
const complaint =
  /\b(error|fatal|exception|failed|failure|cannot|can't|denied|not found|no such|abort|segmentation|killed)\b|[a-z](Error|Exception)\b|^File ".+", line \d+/i;

/** A line of warnings, banners or sums is not what a reader looks for. */
const noise = /\b(0 errors?|no errors?|errors?: 0|warning)\b/i;

/** What stands further from the end is less likely to have ended the payload. */
const nearEnd = 50;
const mostLines = 3;

/**
 * The lines of a payload's outputs that are likeliest to say why it ended, in their order: of the first output that
 * complains among its last 50 lines the last three that do; where none does, of the first that complains at all; where
 * none does, the last line of the first output that has one.
 */
export function relevantLines(...outputs: readonly string[]): readonly string[] {
  const told = outputs.map(linesOf).filter((lines) => lines.length > 0);
  const ends = told.map((lines) => lines.slice(-nearEnd));
  const found = firstComplaints(ends) ?? firstComplaints(told) ?? ends[0]?.slice(-1) ?? [];
  return withoutRepeats(found.slice(-nearEnd)).slice(-mostLines);
}

function firstComplaints(outputs: readonly (readonly string[])[]): readonly string[] | undefined {
  return outputs
    .map((lines) => lines.filter((line) => complaint.test(line) && !noise.test(line)))
    .find((lines) => lines.length > 0);
}

/** As much of `lines` as `longest` characters hold: the last has its room first. */
export function joinLines(lines: readonly string[], longest: number): string {
  const separator = ' | ';
  return lines.reduceRight((told, line) => {
    const room = longest - (told === '' ? 0 : told.length + separator.length);
    // Less is no sentence.
    if (room < Math.min(line.length, 30)) return told;
    return told === '' ? line.slice(0, room) : `${line.slice(0, room)}${separator}${told}`;
  }, '');
}

function linesOf(output: string): readonly string[] {
  return output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** What is said again and again counts where it was said last. */
function withoutRepeats(lines: readonly string[]): readonly string[] {
  return lines.filter((line, at) => lines.lastIndexOf(line) === at);
}
