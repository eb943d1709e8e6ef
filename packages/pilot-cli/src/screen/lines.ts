import { onOneLine } from '@panda-pilot/core';

/** A line of a screen before it is fitted into a window. */
export type Line = readonly [style: 'plain' | 'bold' | 'dim', text: string];

/** The window of a terminal. */
export interface Window {
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
}

/**
 * The lines as they are written: none wider than the window, and fewer than it is high. What does not fit is counted;
 * the headline and the jobs' own lines stand before it.
 */
export function fitted(lines: readonly Line[], window: Window): readonly string[] {
  return counted(lines, window.rows - 2).map(([style, text]) =>
    styled(style, cut(onOneLine(text), window.columns - 1), window),
  );
}

function counted(lines: readonly Line[], most: number): readonly Line[] {
  if (lines.length <= most) return lines;
  const kept = Math.max(1, most - 1);
  return [...lines.slice(0, kept), ['dim', `... ${lines.length - kept} more lines than this window has`]];
}

function cut(text: string, columns: number): string {
  return text.length <= columns ? text : text.slice(0, Math.max(0, columns));
}

function styled(style: Line[0], text: string, { colour }: Window): string {
  if (!colour || style === 'plain') return text;
  return style === 'bold' ? `\u001B[1m${text}\u001B[22m` : `\u001B[2m${text}\u001B[22m`;
}
